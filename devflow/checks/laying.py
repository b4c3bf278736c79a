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
        target = base / file.path
        if not _inside_plain_folders(base, Path(file.path).parent):
            continue
        with contextlib.suppress(OSError):
            if file.verb is Verb.DELETE:
                target.unlink()
                continue
            source = candidate / file.path
            if not _inside_plain_folders(candidate, Path(file.path).parent) or source.is_symlink():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(target):
                target.unlink()
            shutil.copy2(source, target, follow_symlinks=False)


def _inside_plain_folders(root: Path, relative: Path) -> bool:
    here = root
    for part in relative.parts:
        here /= part
        if os.path.lexists(here) and (here.is_symlink() or not here.is_dir()):
            return False
    return True
