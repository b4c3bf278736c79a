"""A remote repository, asked from a git directory of devflow's own: no hook and no setting has a say."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from devflow.errors import RepoError
from devflow.git.command import git

_PROTOCOLS = "https:http:ssh:file"


@dataclass(frozen=True)
class Remote:
    """Where runs are pushed to and fetched from."""

    url: str
    token: str = field(default="", repr=False)
    """Handed to git in its environment, where no process list and no error message shows it."""

    def refs(self, git_dir: Path, *names: str) -> dict[str, str]:
        """The commits of those refs that are there."""
        said = git(git_dir, "ls-remote", "--", self.url, *names, env=self._environment()).stdout
        lines = (line.partition("\t") for line in said.decode(errors="replace").splitlines())
        return {ref: commit for commit, _, ref in lines}

    def fetch(self, git_dir: Path, name: str) -> None:
        """Bring the objects of a ref."""
        git(git_dir, "fetch", "--quiet", "--no-tags", self.url, name, env=self._environment())

    def push(self, git_dir: Path, there: dict[str, str], wanted: Iterable[tuple[str, str]]) -> None:
        """Set refs to commits, all or none, where they still stand as they stood.

        Raises:
            RepoError: the remote refuses (E_PUSH_REFUSED), or a ref was moved meanwhile (E_BRANCH_CONFLICT).
        """
        wanted = tuple(wanted)
        leases = [f"--force-with-lease={ref}:{there.get(ref, '')}" for ref, _ in wanted]
        refspecs = [f"{commit}:{ref}" for ref, commit in wanted]
        try:
            git(
                git_dir,
                *("push", "--quiet", "--atomic", *leases, self.url, *refspecs),
                env=self._environment(),
            )
        except RepoError as error:
            raise _refused(error) from None

    def _environment(self) -> dict[str, str]:
        env = {"GIT_ALLOW_PROTOCOL": _PROTOCOLS}
        if not self.token:
            # -- a person's own configuration says how he reaches his remotes
            return env | {"GIT_CONFIG_GLOBAL": str(Path.home() / ".gitconfig")}
        words = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        return env | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{self.url}.extraheader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {words}",
        }


def _refused(error: RepoError) -> RepoError:
    if "stale info" in error.message or "fetch first" in error.message:
        hint = "Another job was faster. Run it again."
        return RepoError(f"The remote has moved on: {error.message}", hint, code="E_BRANCH_CONFLICT")
    if "rejected" in error.message or "declined" in error.message or "denied" in error.message.lower():
        hint = "Let its rules allow branches under devflow/ and refs under refs/devflow/ for whoever pushes."
        return RepoError(f"The remote refuses the push: {error.message}", hint, code="E_PUSH_REFUSED")
    return error
