"""A digest of everything that is the user's in a repository, to show that a run left it alone."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.repos import git

# -- what devflow may add to a git directory: its own folder, objects, its branches and its note
_OURS = (
    "devflow/",
    "refs/heads/devflow/",
    "logs/refs/heads/devflow/",
    "refs/notes/devflow",
    "logs/refs/notes/devflow",
)


@dataclass(frozen=True)
class Digest:
    """Bytes, modes and times of all worktrees, and all of the git directory that is not devflow's."""

    entries: dict[str, str]
    """By path: of the worktrees with times, of the git directory without those of folders."""
    objects: frozenset[str]
    """Object files; a run may add to them and never take away."""

    def changes(self, after: Digest) -> list[str]:
        """What is no longer as it was, a line each; empty when nothing of the user's was touched."""
        found = []
        for path in sorted(self.entries.keys() | after.entries.keys()):
            old, new = self.entries.get(path, "absent"), after.entries.get(path, "absent")
            if old != new:
                found.append(f"{path}: {old} -> {new}")
        return found + [f"object lost: {name}" for name in sorted(self.objects - after.objects)]


def digest(checkout: Path) -> Digest:
    """Read the repository that a checkout (or a bare repository) belongs to; nothing is written."""
    common = (checkout / git(checkout, "rev-parse", "--git-common-dir")).resolve()
    entries = {
        f"git:{path}": _describe(file, times=not file.is_dir())
        for path, file in _walk(common)
        if not path.startswith(("objects/", *_OURS)) and not _parent_of_ours(path)
    }
    for tree in _worktrees(checkout):
        entries |= {
            f"{tree.name}:{path or '.'}": _describe(file, times=True)
            for path, file in [("", tree), *_walk(tree)]
            if file != common and common not in file.parents
        }
    objects = {path for path, file in _walk(common / "objects") if file.is_file()}
    return Digest(entries, frozenset(objects))


@contextmanager
def untouched(checkout: Path) -> Iterator[None]:
    """Assert that nothing of the user's changed between entry and exit."""
    before = digest(checkout)
    yield
    changes = before.changes(digest(checkout))
    assert not changes, "\n".join(changes)


def _worktrees(checkout: Path) -> Iterator[Path]:
    for block in git(checkout, "worktree", "list", "--porcelain").split("\n\n"):
        lines = block.splitlines()
        if lines and "bare" not in lines:
            yield Path(lines[0].removeprefix("worktree ")).resolve()


def _parent_of_ours(path: str) -> bool:
    """A folder of git's that exists because something of devflow's is in it."""
    return any(ours.startswith(f"{path}/") for ours in _OURS)


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    for folder, names, files in os.walk(root):
        for name in sorted(names + files):
            file = Path(folder, name)
            yield file.relative_to(root).as_posix(), file


def _describe(file: Path, *, times: bool) -> str:
    seen = file.lstat()
    if stat.S_ISLNK(seen.st_mode):
        content = str(file.readlink())
    elif stat.S_ISREG(seen.st_mode):
        content = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    else:
        content = ""
    return " ".join((oct(seen.st_mode), content, str(seen.st_mtime_ns) if times else "")).strip()
