"""A checkout that is kept from one use to the next: what was done to it is undone, nothing else written.

A file stands as it was laid where its inode, mode, size and times do. The time of its last change (ctime) is
set by the system alone, so whatever a check did to a file shows in it, also where it put all else back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devflow import folders
from devflow.git.command import git
from devflow.git.objects import SUBMODULE, TreeEntry

# -- longer than the system's clock takes to move on, so that no later change can bear the time of the laying
_TICK = 0.02
_SECOND = 10**9

Seen = tuple[int, int, int, int, int]
"""Of a file: mode, inode, size, and the times of its content and of its last change, in nanoseconds."""


@dataclass(frozen=True)
class _Commit:
    """What a commit's files are to be."""

    files: Mapping[str, str]
    """Mode and blob, by path."""
    hollow: frozenset[str]
    """Submodules: folders with nothing in them."""
    attributes: str
    """Decides, beside the blob, which bytes are written."""

    @classmethod
    def of(cls, entries: Iterable[TreeEntry]) -> _Commit:
        """What these entries of its tree say."""
        files, hollow, attributes = {}, set(), hashlib.sha256()
        for entry in entries:
            path = entry.path
            raw = path.encode(errors="surrogateescape")
            if not path.isascii():
                path = os.fsdecode(raw)
            if entry.mode == SUBMODULE:
                hollow.add(path)
            else:
                files[path] = f"{entry.mode} {entry.blob}"
            if path.rpartition("/")[2] == ".gitattributes":
                attributes.update(f"{entry.mode} blob {entry.blob}\t".encode() + raw)
        return cls(files, frozenset(hollow), attributes.hexdigest())

    @property
    def folders(self) -> set[str]:
        """Every folder that holds a file."""
        found: set[str] = set()
        for path in self.files:
            parent = path.rpartition("/")[0]
            while parent and parent not in found:
                found.add(parent)
                parent = parent.rpartition("/")[0]
        return found


@dataclass
class _Record:
    """What was laid, and how each file was then seen."""

    attributes: str = ""
    files: dict[str, tuple[str, Seen]] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> _Record:
        """The record that was kept; an empty one where it cannot be read, so that nothing is trusted."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            kept: dict[str, Any] = json.loads(file.read_bytes())
            return cls(
                kept["attributes"],
                {path: (blob, tuple(seen)) for path, (blob, seen) in kept["files"].items()},
            )
        return cls()

    def keep(self, file: Path) -> None:
        """Write it in place of the one before."""
        new = file.with_suffix(".new")
        new.write_text(json.dumps({"attributes": self.attributes, "files": self.files}), "ascii")
        new.replace(file)


class KeptCheckout:
    """One such checkout; whoever uses it is alone with it."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self._file = folder / "laid.json"

    def lay(self, git_dir: Path, index: Path, entries: Iterable[TreeEntry], times: Mapping[str, int]) -> None:
        """Let `tree` hold the files of a commit and nothing else, as a fresh checkout would.

        `index` is a git index of the commit, `entries` are its tree's. Files named in `times` get that time
        of their last change; all others are written anew.

        Raises:
            RepoError: an object is missing.
        """
        wanted = _Commit.of(entries)
        record = _Record.read(self._file)
        if record.attributes != wanted.attributes:
            record = _Record(wanted.attributes)
        trusted = {
            path: seen
            for path, (blob, seen) in record.files.items()
            if wanted.files.get(path) == blob and times.get(path) == seen[3] and seen[4] % _SECOND
        }
        standing = self._clear(trusted, wanted)
        missing = [path for path in (*wanted.files, *wanted.hollow) if path not in standing]
        self._write(git_dir, index, missing)
        self._date(missing, times)
        changed = time.monotonic()
        laid = {path: _seen((self.tree / path).lstat()) for path in missing if path in wanted.files}
        before = record.files
        record.files = {
            path: (blob, trusted[path] if path in standing else laid[path])
            for path, blob in wanted.files.items()
        }
        if record.files != before:
            record.keep(self._file)
        if missing:
            time.sleep(max(0.0, changed + _TICK - time.monotonic()))

    def _clear(self, trusted: Mapping[str, Seen], wanted: _Commit) -> set[str]:
        """Remove all but the files that stand as trusted; gives these, and the hollow folders there are."""
        standing: set[str] = set()
        unwanted: list[str] = []
        # -- folders are made with the same rights as the one around them, which no check is ever shown
        rights = stat.S_IMODE(self.tree.parent.stat().st_mode)
        for path, entry in _walk(self.tree, wanted.folders, rights):
            seen = _seen(entry.stat(follow_symlinks=False))
            if trusted.get(path) == seen or (path in wanted.hollow and _empty(entry, rights)):
                standing.add(path)
            else:
                unwanted.append(entry.path)
        if not _plain(self.tree, rights) or not _remove(unwanted):
            # -- what is another user's, as a container may leave it, can be moved away and not deleted
            if os.path.lexists(self.tree):
                away = self.tree.with_name(f"left-{time.time_ns()}")
                self.tree.rename(away)
                _remove([str(away)])
            return set()
        return standing

    def _write(self, git_dir: Path, index: Path, paths: Iterable[str]) -> None:
        self.tree.mkdir(parents=True, exist_ok=True)
        place = (f"--git-dir={git_dir}", f"--work-tree={self.tree}")
        names = b"".join(os.fsencode(path) + b"\0" for path in paths)
        if names:
            env = {"GIT_INDEX_FILE": str(index)}
            git(None, *place, "checkout-index", "-q", "-z", "--stdin", stdin=names, env=env, cwd=self.tree)

    def _date(self, paths: Iterable[str], times: Mapping[str, int]) -> None:
        for path in paths:
            if path in times:
                with contextlib.suppress(OSError):
                    os.utime(self.tree / path, ns=(times[path], times[path]), follow_symlinks=False)


def _walk(root: Path, wanted: set[str], rights: int) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file, and every folder that is not wanted or has other rights; no link is followed."""
    waiting = [("", str(root))] if _plain(root, rights) else []
    while waiting:
        at, place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                path = f"{at}{entry.name}"
                if path in wanted and _plain(entry, rights):
                    waiting.append((f"{path}/", entry.path))
                else:
                    yield path, entry


def _plain(place: Path | os.DirEntry[str], rights: int) -> bool:
    """Whether it is a folder, and open as it was made."""
    with contextlib.suppress(OSError):
        mode = os.lstat(place).st_mode
        return stat.S_ISDIR(mode) and stat.S_IMODE(mode) == rights
    return False


def _empty(entry: os.DirEntry[str], rights: int) -> bool:
    return _plain(entry, rights) and not any(Path(entry).iterdir())


def _remove(places: Iterable[str]) -> bool:
    """Remove files and folders, whatever they hold; gives whether all of them are gone."""
    for place in places:
        with contextlib.suppress(OSError):
            Path(place).unlink()
        if os.path.lexists(place):
            folders.remove(Path(place))
        if os.path.lexists(place):
            return False
    return True


def _seen(found: os.stat_result) -> Seen:
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
