"""What the post-commit hook has started, kept so that a day has no more of it than was allowed."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_DAY = 24 * 3600.0
_KEPT = 200
_LOG_BYTES = 1 << 20


@dataclass(frozen=True)
class Begun:
    """A run that a commit started."""

    at: float
    """Seconds since the epoch."""
    run: str
    commit: str
    ticket: str


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Be the one hook of this repository that decides, by a lock that dies with it; gives its diary."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "hooks.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / "hooks.jsonl"
    finally:
        os.close(lock)


def read(file: Path) -> tuple[Begun, ...]:
    """Every start that is kept, oldest first; a line that cannot be read is left out."""
    found = []
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    for line in lines:
        try:
            found.append(Begun(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return tuple(found)


def today(begun: tuple[Begun, ...]) -> int:
    """How many of them began within the last 24 hours."""
    since = time.time() - _DAY
    return sum(each.at > since for each in begun)


def add(file: Path, known: tuple[Begun, ...], new: Begun) -> None:
    """Keep a start, and the newest of those before it."""
    kept = [*known, new][-_KEPT:]
    fresh = file.with_suffix(".new")
    fresh.write_text("".join(f"{json.dumps(asdict(each))}\n" for each in kept), "utf-8")
    fresh.replace(file)


def cut_log(folder: Path) -> None:
    """Empty the hooks' log where it has grown past its limit; who appends to it goes on at its start."""
    log = folder / "hooks.log"
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        os.truncate(log, 0)
