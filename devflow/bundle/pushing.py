"""Bringing a bundle's commit to a remote: a new branch, and the run's rows under a ref of their own."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from devflow.bundle.files import Opened
from devflow.errors import RepoError
from devflow.git.command import git

_PROTOCOLS = "https:http:ssh:file"
_ROWS = "refs/devflow/runs/"


def rows_ref(name: str) -> str:
    """Where a remote keeps the rows of a run, under a name that those who look for it know."""
    return f"{_ROWS}{name}"


def push(bundle: Opened, url: str, branch: str, name: str, token: str = "") -> bool:
    """Push the branch, where the remote has none of that name, and the rows; whether the branch is new.

    A branch is never moved. The push is all or nothing, and made from a git directory of devflow's own: no
    hook and no setting of the checkout has a say. `token` is handed to git in its environment.

    Raises:
        RepoError: the remote refuses, or has another commit under that name (E_BRANCH_CONFLICT).
    """
    target, rows = f"refs/heads/{branch}", rows_ref(name)
    env = _environment(url, token)
    there = _listed(bundle, url, env, target, rows)
    wanted = []
    if bundle.candidate and there.get(target) != bundle.candidate:
        if target in there:
            message = f"{branch} stands at {there[target][:12]} on the remote, not at the candidate."
            raise RepoError(message, "Rename the branch that is in the way.", code="E_BRANCH_CONFLICT")
        wanted.append((target, bundle.candidate))
    if there.get(rows) != bundle.state:
        wanted.append((rows, bundle.state))
    if wanted:
        leases = [f"--force-with-lease={ref}:{there.get(ref, '')}" for ref, _ in wanted]
        refspecs = [f"{commit}:{ref}" for ref, commit in wanted]
        git(bundle.repo.git_dir, "push", "--quiet", "--atomic", *leases, url, *refspecs, env=env)
    return target in (ref for ref, _ in wanted)


def _listed(bundle: Opened, url: str, env: Mapping[str, str], *refs: str) -> dict[str, str]:
    said = git(bundle.repo.git_dir, "ls-remote", "--", url, *refs, env=env).stdout.decode(errors="replace")
    return {ref: commit for commit, _, ref in (line.partition("\t") for line in said.splitlines())}


def _environment(url: str, token: str) -> dict[str, str]:
    """Protocols that reach a remote, and the token where no process list and no error message shows it."""
    env = {"GIT_ALLOW_PROTOCOL": _PROTOCOLS}
    if not token:
        # -- a person's own configuration says how he reaches his remotes
        return env | {"GIT_CONFIG_GLOBAL": str(Path.home() / ".gitconfig")}
    words = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return env | {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{url}.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {words}",
    }
