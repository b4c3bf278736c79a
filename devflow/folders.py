"""Folders that foreign code writes in: removed, whatever it left there."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from devflow import process


@contextlib.contextmanager
def throw_away(prefix: str, beside: Path | None = None) -> Iterator[Path]:
    """A private folder, next to another where that can be, removed at the end with all that is in it."""
    parent = beside.parent if beside is not None and os.access(beside.parent, os.W_OK) else None
    room = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield room
    finally:
        remove(room)


def remove(folder: Path) -> None:
    """Delete a folder with everything in it; what cannot be deleted stays, without an error.

    Folders without permissions are opened first. `rm` is used because a tree of a thousand levels exceeds
    Python's recursion limit in shutil.rmtree.
    """
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    if not _gone(folder, env):
        process.run(("chmod", "-R", "u+rwx", "--", str(folder)), env=env)
        if not _gone(folder, env):
            shutil.rmtree(folder, ignore_errors=True)


def _gone(folder: Path, env: dict[str, str]) -> bool:
    return process.run(("rm", "-rf", "--", str(folder)), env=env).ok
