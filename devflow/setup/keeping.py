"""Keeping what a setup made: one at a time, taken out of its checkout, the oldest ones gone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from devflow import folders
from devflow.errors import ConfigError

_KEPT = 3
"""Outfits that stay when a new one is made."""
_ROOM = "part-"
# -- what interpreters and test runners leave behind
_LITTER = frozenset((".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"))


def keep(checkout: Path, tracked: Mapping[str, object], made: Path) -> tuple[list[str], list[str]]:
    """Move what the base does not hold out of the checkout; gives the folders and the files.

    What the commands wrote is hostile: links are left behind, and none is followed.
    """
    inner = {str(parent) for path in tracked for parent in Path(path).parents}
    found: tuple[list[str], list[str]] = ([], [])
    waiting = [Path()]
    while waiting:
        here = waiting.pop()
        for entry in sorted(os.scandir(checkout / here), key=lambda entry: entry.name):
            name = str(here / entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and name in inner:
                waiting.append(Path(name))
            elif name in tracked or entry.is_symlink() or entry.name in _LITTER:
                continue
            else:
                (made / here).mkdir(parents=True, exist_ok=True)
                (checkout / name).rename(made / name)
                found[0 if is_folder else 1].append(name)
    made.mkdir(exist_ok=True)
    return found


@contextlib.contextmanager
def alone(shelf: Path) -> Iterator[None]:
    """One setup of a repository at a time; what a killed one left is removed."""
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            hint = "Wait for it, or stop it."
            raise ConfigError(
                "Another setup of this repository is under way.", hint, code="E_SETUP"
            ) from None
        for left in shelf.glob(f"{_ROOM}*"):
            folders.remove(left)
        yield


@contextlib.contextmanager
def a_room(shelf: Path) -> Iterator[Path]:
    """A folder to work in, on the file system where the result will stand; gone at the end."""
    room = Path(tempfile.mkdtemp(prefix=_ROOM, dir=shelf))
    try:
        yield room
    finally:
        folders.remove(room)


def forget(newest: Path) -> None:
    """Remove outfits that newer ones of the same commands have replaced."""
    same = [path for path in newest.parent.glob(f"{newest.name.split('-')[0]}-*") if path != newest]
    same.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in same[_KEPT - 1 :]:
        folders.remove(old)
