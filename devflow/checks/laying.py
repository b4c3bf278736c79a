"""Lays the candidate's test files over a checkout of the base, to see what new tests do without the patch."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from devflow.checks.paths import is_test
from devflow.handoffs import ChangedFile, Verb


def changed_tests(changed: Sequence[ChangedFile]) -> tuple[ChangedFile, ...]:
    """The changed files that hold tests, or what tests read."""
    return tuple(file for file in changed if is_test(file.path))


def lay(changed: Sequence[ChangedFile], candidate: Path, base: Path) -> None:
    """Copy the candidate's test files over the base's checkout, and take away those that it deletes.

    Effects: writes to `base`. No link is followed: both trees are hostile.
    """
    for file in changed_tests(changed):
        if file.verb is not Verb.DELETE:
            put(file.path, candidate, base)
        elif _inside_plain_folders(base, Path(file.path).parent):
            with contextlib.suppress(OSError):
                (base / file.path).unlink()


def put(path: str, source: Path, target: Path) -> None:
    """Copy one file of a tree into another tree, over what stands there.

    Effects: writes to `target`. No link is followed: both trees are hostile.
    """
    folder = Path(path).parent
    if not (_inside_plain_folders(source, folder) and _inside_plain_folders(target, folder)):
        return
    with contextlib.suppress(OSError):
        if (source / path).is_symlink():
            return
        (target / folder).mkdir(parents=True, exist_ok=True)
        if os.path.lexists(target / path):
            (target / path).unlink()
        shutil.copy2(source / path, target / path, follow_symlinks=False)


def _inside_plain_folders(root: Path, relative: Path) -> bool:
    here = root
    for part in relative.parts:
        here /= part
        if os.path.lexists(here) and (here.is_symlink() or not here.is_dir()):
            return False
    return True
