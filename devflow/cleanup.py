"""What finished runs leave in the repository's git directory, and taking it away."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devflow import folders
from devflow.errors import StoreError
from devflow.git import checkouts
from devflow.store.store import Run, RunState, Store

_DAY = 86_400
# -- stays: were it deleted, two processes could hold locks on two files of one name
_LOCK = "lock"


@dataclass(frozen=True)
class Leftover:
    """The folder of one run, of no run that the store knows, or of what is kept for later ones."""

    run: str
    """Empty where it is of no run."""
    why: str
    """Why it can go: the run's state, its age, or that the store does not know it."""
    size: int
    """Bytes."""
    kept: str = ""
    """Why it was not removed after all; empty where it was, or would be."""


def clean_up(store: Store, now: float, days: float, *, dry_run: bool = False) -> tuple[Leftover, ...]:
    """Remove the folders of runs that are approved, rejected, or untouched for `days`; gives what could go.

    Effects: deletes git directories and leftovers of those runs. The store's rows stay, and so do branches;
    a run that goes on later makes its candidates again from its receipts. Nothing is deleted where `dry_run`.
    A run that a process works on is left alone, whatever its state.
    """
    runs = {run.id: run for run in store.runs(sys.maxsize)}
    found = []
    for folder in _folders(store.folder / "runs"):
        why = _why(runs.get(folder.name), folder, now, now - days * _DAY)
        size = sum(_size(part) for part in _contents(folder)) if why else 0
        if not size:
            continue
        kept = "" if dry_run else _remove(store, folder.name)
        found.append(Leftover(folder.name, why, size, kept))
    return (*found, *_kept_checkouts(store.folder / "checkouts", dry_run=dry_run))


def _kept_checkouts(room: Path, *, dry_run: bool) -> Iterator[Leftover]:
    """The checkouts that are kept from check to check; one that a run uses is left alone."""
    for folder in _folders(room):
        size = sum(_size(part) for part in _contents(folder))
        if size and (dry_run or checkouts.clear(folder)):
            yield Leftover("", f"the kept checkout {folder.name}", size)


def _folders(room: Path) -> list[Path]:
    """The runs' folders; a link is not one, and is never followed."""
    return sorted(path for path in _entries(room) if path.is_dir() and not path.is_symlink())


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _contents(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.name != _LOCK]


def _why(run: Run | None, folder: Path, now: float, before: float) -> str:
    """Why a run's folder can go; empty where it must stay."""
    if run is not None and run.state in (RunState.APPROVED, RunState.REJECTED):
        return run.state.value
    touched = run.updated if run is not None else folder.stat().st_mtime
    if touched > before:
        return ""
    age = f"{(now - touched) / _DAY:.0f} days old"
    return f"{run.state.value.replace('_', ' ')}, {age}" if run is not None else f"of no known run, {age}"


def _size(path: Path) -> int:
    return sum(part.lstat().st_size for part in _parts(path) if not part.is_dir() or part.is_symlink())


def _parts(path: Path) -> Iterator[Path]:
    yield path
    if path.is_symlink():
        return
    for folder, _, files in os.walk(path):
        yield from (Path(folder, name) for name in files)


def _remove(store: Store, run: str) -> str:
    """Delete all but the lock of a run's folder; gives why it could not be done, if it could not."""
    try:
        with store.hold(run) as folder:
            for part in _contents(folder):
                folders.remove(part)
            left = _contents(folder)
    except StoreError as error:
        return error.message
    return f"{left[0].name} could not be deleted" if left else ""
