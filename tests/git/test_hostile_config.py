"""Nothing that a repository names is ever run: every vector, over the whole cycle, leaves no marker."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from devflow import process
from devflow.errors import RepoError
from devflow.git.run_repo import RunRepo, identity
from devflow.git.user_repo import UserRepo
from devflow.handoffs import FileEdit
from tests.conftest import MakeRepo
from tests.support import repos

HOOKS = (
    *(
        "applypatch-msg",
        "commit-msg",
        "fsmonitor-watchman",
        "post-applypatch",
        "post-checkout",
        "post-commit",
    ),
    *("post-index-change", "post-merge", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc"),
    *("pre-commit", "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg"),
    *("proc-receive", "push-to-checkout", "reference-transaction", "update"),
)


def _config(repo: Path, **values: str) -> None:
    for key, value in values.items():
        repos.git(repo, "config", key.replace("__", "."), value)


def _hooks(repo: Path, payload: str) -> None:
    for name in HOOKS:
        hook = repo / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{payload}\n")
        hook.chmod(0o755)


def _hooks_path(repo: Path, payload: str) -> None:
    _hooks(repo, payload)
    (repo / ".git/hooks").rename(repo / "planted")
    _config(repo, core__hooksPath=str(repo / "planted"))


def _attributes(repo: Path, line: str) -> None:
    repos.commit(repo, {".gitattributes": f"* {line}\n"}, "Attributes")


def _filter(repo: Path, **values: str) -> None:
    _config(repo, **values)
    _attributes(repo, "filter=evil diff=evil merge=evil")


def _include(repo: Path, payload: str) -> None:
    (repo / "more.cfg").write_text(f'[core]\n\tfsmonitor = "{payload}"\n')
    _config(repo, include__path=str(repo / "more.cfg"))


def _worktree_config(repo: Path, payload: str) -> None:
    _config(repo, extensions__worktreeConfig="true")
    (repo / ".git/config.worktree").write_text(f'[core]\n\tfsmonitor = "{payload}"\n')


def _info_attributes(repo: Path, payload: str) -> None:
    _config(repo, filter__evil__clean=payload, filter__evil__smudge=payload)
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/attributes").write_text("* filter=evil\n")


VECTORS: dict[str, Callable[[Path, str], None]] = {
    "hooks": _hooks,
    "core.hooksPath": _hooks_path,
    "core.fsmonitor": lambda repo, run: _config(repo, core__fsmonitor=run),
    "include.path": _include,
    "config.worktree": _worktree_config,
    "alias.status": lambda repo, run: _config(repo, alias__status=f"!{run}"),
    "filter.clean": lambda repo, run: _filter(repo, filter__evil__clean=run),
    "filter.smudge": lambda repo, run: _filter(repo, filter__evil__smudge=run),
    "filter.process": lambda repo, run: _filter(repo, filter__evil__process=run),
    "info/attributes": _info_attributes,
    "diff.external": lambda repo, run: _config(repo, diff__external=run),
    "diff.textconv": lambda repo, run: _filter(repo, diff__evil__textconv=run),
    "diff.command": lambda repo, run: _filter(repo, diff__evil__command=run),
    "merge.driver": lambda repo, run: _filter(repo, merge__evil__driver=run),
    "gpg.program": lambda repo, run: _config(
        repo, gpg__program=run, commit__gpgSign="true", tag__gpgSign="true"
    ),
    "core.editor": lambda repo, run: _config(repo, core__editor=run, sequence__editor=run),
    "core.pager": lambda repo, run: _config(repo, core__pager=run, pager__log=run, pager__diff="true"),
    "ext remote": lambda repo, run: _config(
        repo, remote__origin__url=f"ext::sh -c {run}", protocol__ext__allow="always"
    ),
    "core.sshCommand": lambda repo, run: _config(repo, core__sshCommand=run, remote__origin__url="ssh://x/y"),
    "uploadpack": lambda repo, run: _config(repo, remote__origin__uploadpack=run, remote__origin__url="."),
    "credential.helper": lambda repo, run: _config(repo, credential__helper=f"!{run}"),
    "core.alternateRefsCommand": lambda repo, run: _config(repo, core__alternateRefsCommand=run),
}


CASES = {name: f"{number} R-git-{name}" for number, name in enumerate(VECTORS, 91)}
# -- what a person types when the trap springs; git runs the other vectors at a terminal alone, or for no
#    command that devflow knows
SPRINGS = {
    "hooks": "branch other",
    "core.hooksPath": "branch other",
    "core.fsmonitor": "status",
    "include.path": "status",
    "config.worktree": "status",
    "filter.clean": "add app.py",
    "filter.smudge": "checkout-index -f -a",
    "filter.process": "add app.py",
    "info/attributes": "add app.py",
    "diff.external": "diff",
    "diff.textconv": "diff",
    "diff.command": "diff",
    "merge.driver": "merge -m merged other",
    "gpg.program": "commit -am signed",
    "core.editor": "commit -a",
    "ext remote": "fetch origin",
    "core.sshCommand": "fetch origin",
    "uploadpack": "fetch origin",
    "credential.helper": "credential fill",
}


@dataclass(frozen=True)
class Trap:
    """A repository in which one vector is set."""

    checkout: Path
    marker: Path
    """It is there once the trap has sprung."""


@pytest.fixture
def trap(request: pytest.FixtureRequest, git_repo: MakeRepo, tmp_path: Path) -> Trap:
    """The trap of the vector that the test is given."""
    program = tmp_path / "payload"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path / 'MARKER'}'\ncat\n")
    program.chmod(0o755)
    checkout = git_repo()
    VECTORS[request.param](checkout, str(program))
    (tmp_path / "MARKER").unlink(missing_ok=True)  # -- setting the trap up may have sprung it
    repos.write(checkout, {"app.py": "dirty\n"})
    return Trap(checkout, tmp_path / "MARKER")


@pytest.mark.parametrize("trap", VECTORS, ids=CASES.values(), indirect=True)
def test_the_whole_cycle_runs_nothing_and_the_work_is_done(trap: Trap, tmp_path: Path) -> None:
    checkout, marker = trap.checkout, trap.marker

    user = UserRepo.find(checkout)
    base = user.resolve()
    run = RunRepo.open(user.state / "runs" / "r", user)
    run.dirty(base)
    commit = run.commit(base, base, [FileEdit(path="app.py", content=b"new\n")], "m", 0)
    run.objects.diff(base, commit)
    list(run.objects.history(base, 10))
    run.checkout(commit, tmp_path / "tree")
    run.publish(base, commit)
    user.create_branch("devflow/x", commit)
    user.add_note(commit, "note\n", identity(0))
    user.user_name()

    assert not marker.exists()
    assert user.branch_commit("devflow/x") == commit
    assert (tmp_path / "tree" / "app.py").read_text() == "new\n"


@pytest.mark.parametrize("trap", SPRINGS, ids=[CASES[name] for name in SPRINGS], indirect=True)
def test_the_trap_is_real(trap: Trap, request: pytest.FixtureRequest) -> None:
    """Git itself, under the user's configuration, springs it: what is off here is our own git directory."""
    command = SPRINGS[request.node.callspec.params["trap"]]
    if command.startswith("merge"):
        _diverged(trap.checkout)
    (trap.marker.parent / "payload").write_text(f"#!/bin/sh\ntouch '{trap.marker}'\n")  # -- no talk with git
    around = {"PATH": os.environ["PATH"], "HOME": str(trap.marker.parent), "GIT_TERMINAL_PROMPT": "0"}
    process.run(
        ["git", *command.split()],
        cwd=trap.checkout,
        env={**around, **identity(0)},
        timeout=60,
        stdin=b"protocol=https\nhost=example.invalid\n\n",
    )
    assert trap.marker.exists()


def _diverged(checkout: Path) -> None:
    """Two branches that change the same line."""
    repos.git(checkout, "checkout", "--quiet", "-f", "-b", "other")
    repos.commit(checkout, {"app.py": "theirs\n"}, "Theirs")
    repos.git(checkout, "checkout", "--quiet", "-")
    repos.commit(checkout, {"app.py": "ours\n"}, "Ours")


@pytest.mark.parametrize("key", ["extensions.partialClone", "remote.origin.promisor"])
def test_a_partial_clone_is_refused(key: str, git_repo: MakeRepo) -> None:
    """144 R-partial-clone: git would fetch what is missing when it is read."""
    checkout = git_repo()
    repos.git(checkout, "config", "remote.origin.url", "https://example.invalid/whole.git")
    UserRepo.find(checkout)  # -- the twin: a whole clone, with its remote
    repos.git(checkout, "config", "core.repositoryformatversion", "1")
    repos.git(checkout, "config", key, "origin" if key.startswith("ext") else "true")
    with pytest.raises(RepoError) as refused:
        UserRepo.find(checkout)
    assert refused.value.code == "E_REPO_UNSUPPORTED"
