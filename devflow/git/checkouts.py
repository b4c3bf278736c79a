"""The checkouts that a repository keeps for checks, one for each side and each run that is at work."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from devflow import folders
from devflow.git.kept_checkout import KeptCheckout

Side = Literal["base", "candidate"]
# -- further ones, of runs at the same time, go when they are given back
_KEPT = 1
_LOCK = "lock"


@contextmanager
def taken(room: Path, side: Side) -> Iterator[KeptCheckout]:
    """A kept checkout that nobody else uses meanwhile. A candidate's code never runs in one of a base."""
    number = 0
    lock = None
    while lock is None:
        number += 1
        folder = room / f"{side}-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        lock = _lock(folder)
    try:
        _sweep(folder, ("tree", "laid.json"))
        yield KeptCheckout(folder)
    finally:
        _sweep(folder, ("tree", "laid.json") if number <= _KEPT else ())
        os.close(lock)


def clear(folder: Path) -> bool:
    """Take a kept checkout away, unless somebody uses it; gives whether it is gone."""
    lock = _lock(folder)
    if lock is None:
        return False
    _sweep(folder, ())
    os.close(lock)
    return True


def _lock(folder: Path) -> int | None:
    """A lock that dies with its holder; None where another has it."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _sweep(folder: Path, keep: tuple[str, ...]) -> None:
    """Remove all else but the lock: were that deleted, two processes could lock two files of its name."""
    for left in folder.iterdir():
        if left.name not in (*keep, _LOCK):
            folders.remove(left)
