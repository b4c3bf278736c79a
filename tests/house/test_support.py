"""The tools of our tests hold what other tests trust them for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos
from tests.support.digest import digest, untouched
from tests.support.repos import git


def test_no_test_can_write_to_a_home_directory() -> None:
    for path in (Path.home() / ".config", Path(os.environ["XDG_STATE_HOME"]) / "devflow"):
        with pytest.raises(NotADirectoryError):
            path.mkdir(parents=True)


@pytest.mark.parametrize("state", repos.STATES)
def test_every_state_is_digested_alike_twice_and_reads_write_nothing(state: str, git_repo: MakeRepo) -> None:
    checkout = repos.STATES[state](git_repo())
    with untouched(checkout):
        git(checkout, "log", "--oneline", "--all")
        git(checkout, "cat-file", "-p", "HEAD:app.py")


def test_states_are_what_they_say(git_repo: MakeRepo) -> None:
    def status(state: str) -> str:
        return git(repos.STATES[state](git_repo(name=state)), "status", "--porcelain", "-b")

    assert " M notes/plan.txt" in status("dirty")
    assert {"MM notes/plan.txt", "A  notes/new.txt", "D  notes/old.txt"} <= set(status("staged").splitlines())
    assert "?? scratch.txt" in status("untracked")
    assert status("ignored") == "## main"
    assert " A announced.txt" in status("intent_to_add")
    assert status("assume_unchanged") == "## main"
    assert " M notes/dos.txt" in status("crlf")
    assert "HEAD (no branch)" in status("detached")
    assert "## second" in status("linked_worktree")
    assert "UU notes/plan.txt" in status("merge")
    assert "UU notes/plan.txt" in status("rebase")
    assert "UU notes/plan.txt" in status("cherry_pick")


def _write(checkout: Path) -> None:
    (checkout / "app.py").write_text("changed\n")


def _touch(checkout: Path) -> None:
    os.utime(checkout / "app.py", (1, 1))


def _mode(checkout: Path) -> None:
    (checkout / "app.py").chmod(0o755)


def _create(checkout: Path) -> None:
    (checkout / "build").mkdir()


def _lose_object(checkout: Path) -> None:
    blob = git(checkout, "rev-parse", "HEAD:app.py")
    (checkout / ".git/objects" / blob[:2] / blob[2:]).unlink()


def _git(*args: str) -> Callable[[Path], object]:
    return lambda checkout: git(checkout, *args)


@pytest.mark.parametrize(
    "change",
    [
        *(_write, _touch, _mode, _create, _lose_object),
        _git("branch", "other"),
        _git("config", "core.pager", "cat"),
        _git("update-index", "--chmod=+x", "app.py"),
        _git("checkout", "-q", "--detach"),
        _git("commit", "-q", "--allow-empty", "-m", "more"),
        _git("reflog", "expire", "--expire=now", "--all"),
        _git("notes", "--ref=review", "add", "-m", "seen", "HEAD"),
        _git("pack-refs", "--all"),
    ],
)
def test_the_digest_notices_a_change(change: Callable[[Path], object], git_repo: MakeRepo) -> None:
    checkout = git_repo()
    before = digest(checkout)
    change(checkout)
    assert before.changes(digest(checkout))


def test_the_digest_notices_a_dropped_stash(git_repo: MakeRepo) -> None:
    checkout = repos.stash(git_repo())
    before = digest(checkout)
    git(checkout, "stash", "drop", "-q")
    assert before.changes(digest(checkout))


def test_what_devflow_may_add_is_no_change(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    with untouched(checkout):
        git(checkout, "branch", "devflow/ticket-1")
        git(checkout, "notes", "--ref=devflow", "add", "-m", "approved", "HEAD")
        (checkout / ".git/devflow").mkdir()
        (checkout / ".git/devflow/store.db").touch()
        git(checkout, "hash-object", "-w", "--stdin", stdin=b"new object")
