"""Files that git keeps as pointers (LFS): checks get the user's own copies, where those are what is meant."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from devflow.checks.check import Read
from devflow.checks.needs.outfit import is_plain

_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-[^\n]*\n)*"
    rb"oid sha256:([0-9a-f]{64})\nsize (\d+)\n?"
)
_SIZES = range(100, 1025)
"""Bytes that a pointer can have, by Git LFS's specification below 1024."""
_MOST = 2_000


class Sized(Protocol):
    """A file of a tree."""

    @property
    def size(self) -> int:
        """In bytes."""


@dataclass(frozen=True)
class Pointer:
    """One file that stands for another."""

    path: str
    digest: str
    size: int

    def is_met_by(self, file: Path) -> bool:
        """Whether the file is what the pointer means."""
        with contextlib.suppress(OSError):
            if file.is_symlink() or file.stat().st_size != self.size:
                return False
            with file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest() == self.digest
        return False


def find_pointers(tree: Mapping[str, Sized], read: Read) -> tuple[Pointer, ...]:
    """The pointers of a commit; none is looked for where no attribute asks for LFS."""
    named = [path for path in tree if path.rpartition("/")[2] == ".gitattributes"]
    if not any(b"filter=lfs" in (read(path) or b"") for path in named):
        return ()
    return tuple(_pointers((path for path, entry in tree.items() if entry.size in _SIZES), read))


def _pointers(paths: Iterable[str], read: Read) -> Iterator[Pointer]:
    for number, path in enumerate(paths):
        if number >= _MOST:
            return
        found = _POINTER.fullmatch(read(path) or b"")
        if found:
            yield Pointer(path, found[1].decode(), int(found[2]))


def lacking_files(at: Path, pointers: Iterable[Pointer]) -> tuple[str, ...]:
    """The pointers whose file the user's checkout does not hold."""
    return tuple(pointer.path for pointer in pointers if not pointer.is_met_by(at / pointer.path))


def fill_in(checkout: Path, at: Path, pointers: Iterable[Pointer]) -> tuple[str, ...]:
    """Put the user's files in the place of their pointers, as git would have; gives their paths.

    Effects: writes to `checkout`. Only a file that still is the pointer is replaced, and no link is followed.
    """
    filled = []
    for pointer in pointers:
        target, source = checkout / pointer.path, at / pointer.path
        parent = PurePosixPath(pointer.path).parent
        if not is_plain(checkout, parent) or target.is_symlink() or not pointer.is_met_by(source):
            continue
        with contextlib.suppress(OSError):
            said = _POINTER.fullmatch(target.read_bytes() if target.stat().st_size in _SIZES else b"")
            if said and said[1].decode() == pointer.digest:
                shutil.copyfile(source, target)
                filled.append(pointer.path)
    return tuple(filled)
