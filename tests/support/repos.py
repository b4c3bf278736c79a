"""Real git repositories for tests, and the states in which users leave theirs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

_DAY = "2026-01-05T10:00:00 +0000"
GIT_ENV: Mapping[str, str] = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada Example",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": _DAY,
    "GIT_COMMITTER_NAME": "Ada Example",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": _DAY,
}
SAMPLE: Mapping[str, str] = {
    "app.py": "def add(first: int, second: int) -> int:\n    return first + second\n",
    "tests/test_app.py": "from app import add\n\n\ndef test_add() -> None:\n    assert add(1, 2) == 3\n",
    "conftest.py": "",
    "README.md": "# sample\n",
}
_NOTES = "notes/plan.txt"


def git(repo: Path, *args: str, stdin: bytes = b"", ok: tuple[int, ...] = (0,)) -> str:
    """Run git in a checkout, free of the caller's GIT_* and configuration; gives its stdout.

    Independent of devflow's own door to git, so that tests do not trust what they test.

    Raises:
        AssertionError: git ended with a status outside `ok`.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | dict(GIT_ENV)
    done = subprocess.run(("git", *args), cwd=repo, env=env, input=stdin, capture_output=True, check=False)
    assert done.returncode in ok, f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}"
    return done.stdout.decode(errors="surrogateescape").rstrip("\n")


def make(folder: Path, files: Mapping[str, str | bytes], branch: str = "main") -> Path:
    """A repository with one commit that holds the files; with no files, a repository without a commit."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", branch)
    if files:
        commit(folder, files, "Begin")
    return folder


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write the files below a folder, byte for byte."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(repo: Path, files: Mapping[str, str | bytes], message: str) -> str:
    """Commit the files on top of HEAD and give the commit's id."""
    write(repo, files)
    git(repo, "add", "-f", "--", *files)
    git(repo, "commit", "-q", "-m", message)
    return git(repo, "rev-parse", "HEAD")


# -- states: each is put on a clean checkout with a commit, and gives the checkout where the user stands ---


def dirty(repo: Path) -> Path:
    """A tracked file is changed and not staged."""
    _add_notes(repo)
    write(repo, {_NOTES: "not staged\n"})
    return repo


def staged(repo: Path) -> Path:
    """A change, a new file and a deletion are staged; the changed file has a later change on top."""
    _add_notes(repo)
    commit(repo, {"notes/old.txt": "old\n"}, "Keep an old note")
    write(repo, {_NOTES: "staged\n", "notes/new.txt": "new\n"})
    git(repo, "add", _NOTES, "notes/new.txt")
    git(repo, "rm", "-q", "notes/old.txt")
    write(repo, {_NOTES: "staged, then changed again\n"})
    return repo


def untracked(repo: Path) -> Path:
    """Files and an empty folder that git does not know, one with a name that needs quoting."""
    write(repo, {"scratch.txt": "mine\n", 'odd "name"\té.txt': "mine too\n"})
    (repo / "empty").mkdir()
    return repo


def ignored(repo: Path) -> Path:
    """Ignored files: a secret beside the code and a folder of build output."""
    commit(repo, {".gitignore": ".env\nbuild/\n"}, "Ignore what is built")
    write(repo, {".env": "TOKEN=not-a-real-one\n", "build/out.bin": b"\x00\x01"})
    return repo


def intent_to_add(repo: Path) -> Path:
    """A new file is announced to the index without its content."""
    write(repo, {"announced.txt": "later\n"})
    git(repo, "add", "--intent-to-add", "announced.txt")
    return repo


def assume_unchanged(repo: Path) -> Path:
    """Two changed files that the index was told not to look at."""
    _add_notes(repo)
    commit(repo, {"notes/local.txt": "local\n"}, "Keep a local note")
    git(repo, "update-index", "--assume-unchanged", _NOTES)
    git(repo, "update-index", "--skip-worktree", "notes/local.txt")
    write(repo, {_NOTES: "changed in secret\n", "notes/local.txt": "this too\n"})
    return repo


def crlf(repo: Path) -> Path:
    """Line ends are converted on checkout, and one file has mixed ones that git has not seen yet."""
    git(repo, "config", "core.autocrlf", "true")
    commit(repo, {"notes/dos.txt": "one\r\ntwo\r\n"}, "Write a note elsewhere")
    write(repo, {"notes/dos.txt": b"one\r\ntwo\nthree\r\n"})
    return repo


def detached(repo: Path) -> Path:
    """HEAD names a commit, no branch."""
    git(repo, "checkout", "-q", "--detach")
    return repo


def linked_worktree(repo: Path) -> Path:
    """The user stands in a second worktree of the repository, with a change in it."""
    second = repo.with_name(f"{repo.name}-second")
    git(repo, "worktree", "add", "-q", "-b", "second", str(second))
    write(second, {"README.md": "# changed in the second worktree\n"})
    return second


def merge(repo: Path) -> Path:
    """A merge has stopped on a conflict."""
    _diverge(repo)
    git(repo, "merge", "-q", "other", ok=(1,))
    return repo


def rebase(repo: Path) -> Path:
    """A rebase has stopped on a conflict."""
    _diverge(repo)
    git(repo, "rebase", "-q", "other", ok=(1,))
    return repo


def cherry_pick(repo: Path) -> Path:
    """A cherry-pick has stopped on a conflict."""
    _diverge(repo)
    git(repo, "cherry-pick", "other", ok=(1,))
    return repo


def bisect(repo: Path) -> Path:
    """A bisection is under way."""
    first = git(repo, "rev-parse", "HEAD")
    for number in range(4):
        commit(repo, {_NOTES: f"{number}\n"}, f"Plan number {number}")
    git(repo, "bisect", "start")
    git(repo, "bisect", "bad", "HEAD")
    git(repo, "bisect", "good", first)
    return repo


def index_lock(repo: Path) -> Path:
    """Another git holds the index, HEAD and the packed refs, or died doing so."""
    for name in ("index.lock", "HEAD.lock", "packed-refs.lock"):
        (repo / ".git" / name).touch()
    return repo


def stash(repo: Path) -> Path:
    """Two entries lie on the stash, one of them with an untracked file."""
    dirty(repo)
    git(repo, "stash", "push", "-q", "-m", "first")
    write(repo, {"scratch.txt": "mine\n"})
    git(repo, "stash", "push", "-q", "--include-untracked", "-m", "second")
    return repo


def everything(repo: Path) -> Path:
    """All that can be true of one checkout at once."""
    for state in (stash, ignored, assume_unchanged, staged, crlf, untracked, intent_to_add):
        state(repo)
    return repo


STATES: Mapping[str, Callable[[Path], Path]] = {
    state.__name__: state
    for state in (
        *(dirty, staged, untracked, ignored, intent_to_add, assume_unchanged, crlf, stash, everything),
        *(detached, linked_worktree, merge, rebase, cherry_pick, bisect, index_lock),
    )
}


def _add_notes(repo: Path) -> None:
    if not (repo / _NOTES).exists():
        commit(repo, {_NOTES: "as committed\n"}, "Make a plan")


def _diverge(repo: Path) -> None:
    """Branch `other` and the user's branch change the same line."""
    _add_notes(repo)
    git(repo, "checkout", "-q", "-b", "other")
    commit(repo, {_NOTES: "their way\n"}, "Plan their way")
    git(repo, "checkout", "-q", "-")
    commit(repo, {_NOTES: "our way\n"}, "Plan our way")
