"""Bringing a run to a remote and back: a new branch, and the rows under a ref of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from devflow.bundle import files
from devflow.bundle.files import Opened
from devflow.bundle.remote import Remote
from devflow.errors import RepoError, StoreError
from devflow.git.command import git
from devflow.git.run_repo import RunRepo, identity
from devflow.git.user_repo import NOTES, UserRepo

_ROWS = "refs/devflow/runs/"


def rows_ref(name: str) -> str:
    """Where a remote keeps the rows of a run."""
    return f"{_ROWS}{name}"


def push(bundle: Opened, remote: Remote, branch: str, run: str, also: tuple[str, ...] = ()) -> bool:
    """Push the branch, where the remote has none of that name, and the rows; whether the branch is new.

    A branch is never moved. The push is all or nothing. `also` are further refs that name the rows.

    Raises:
        RepoError: the remote refuses, or has another commit under that name (E_BRANCH_CONFLICT).
    """
    target, rows = f"refs/heads/{branch}", (rows_ref(run), *also)
    there = remote.refs(bundle.repo.git_dir, *([target] if branch else []), *rows)
    wanted = []
    if branch and bundle.candidate and there.get(target) != bundle.candidate:
        if target in there:
            message = f"{branch} stands at {there[target][:12]} on the remote, not at the candidate."
            raise RepoError(message, "Rename the branch that is in the way.", code="E_BRANCH_CONFLICT")
        wanted.append((target, bundle.candidate))
    wanted += [(ref, bundle.state) for ref in rows if there.get(ref) != bundle.state]
    if wanted:
        remote.push(bundle.repo.git_dir, there, wanted)
    return target in (ref for ref, _ in wanted)


def push_note(bundle: Opened, remote: Remote, text: str, seconds: int) -> None:
    """Add what is said of the candidate to the notes that the remote keeps."""
    git_dir = bundle.repo.git_dir
    there = remote.refs(git_dir, NOTES)
    if there:
        remote.fetch(git_dir, f"+{NOTES}:{NOTES}")
    words = ("notes", f"--ref={NOTES}", "add", "-f", "-F", "-", bundle.candidate)
    git(git_dir, *words, stdin=text.encode(), env=identity(seconds))
    made = git(git_dir, "rev-parse", NOTES).stdout.decode().strip()
    remote.push(git_dir, there, [(NOTES, made)])


def notes(user: UserRepo, remote: Remote, commits: Sequence[str]) -> dict[str, str]:
    """What the notes that a remote keeps say of commits; nothing is written into the repository."""
    user.state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="notes-", dir=user.state) as room:
        git_dir = RunRepo.open(Path(room), user).git_dir
        if remote.refs(git_dir, NOTES):
            remote.fetch(git_dir, f"{NOTES}:{NOTES}")
        show = ("notes", f"--ref={NOTES}", "show")
        said = {commit: git(git_dir, *show, commit, ok=(0, 1, 128)) for commit in commits}
    return {commit: done.stdout.decode(errors="replace") for commit, done in said.items() if done.code == 0}


def fetch(user: UserRepo, remote: Remote, ref: str, file: Path) -> bool:
    """Write the bundle of a run whose rows a remote keeps under a ref; whether it keeps any there.

    Raises:
        StoreError: what it keeps there is no run (E_BUNDLE).
    """
    user.state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=user.state) as room:
        repo = RunRepo.open(Path(room), user)
        state = remote.refs(repo.git_dir, ref).get(ref)
        if state is None:
            return False
        remote.fetch(repo.git_dir, ref)
        line = git(repo.git_dir, "rev-list", "--parents", "--max-count=2", "--first-parent", state)
        parents = [words.split()[1:] for words in line.stdout.decode().splitlines()]
        # -- the rows stand on the candidate, and the candidate on the base
        if any(len(each) > 1 for each in parents):
            raise StoreError(f"{ref} holds no run.", code="E_BUNDLE")
        candidate = parents[0][0] if parents[0] else ""
        files.write(repo, state, candidate, parents[1][0] if candidate else "", file)
    return True
