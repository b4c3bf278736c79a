"""What is known of a base: outcomes by id, kept from run to run for one tree, command and environment."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from devflow.checks.outcomes.session import Item, Result, Session
from devflow.handoffs import Outcome
from devflow.process import Completed

_MOST_KEPT = 30
_DAYS = 7
_MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Shelf:
    """Where baselines are kept, and what tells the bases and their settings apart."""

    folder: Path
    base: str
    """The tree of the base."""
    settings: str
    """How checks are configured, as text."""
    files: tuple[Path, ...] = ()
    """Files of the user's checkout that checks are given, known by size and time."""

    def told(self) -> tuple[object, ...]:
        """What decides, beside the check itself, which outcomes are the same."""
        states = [(file, file.lstat()) for file in self.files if os.path.lexists(file)]
        return self.base, self.settings, [(str(f), s.st_size, s.st_mtime_ns) for f, s in states]


@dataclass(frozen=True)
class Baseline:
    """The place where the outcomes of one check on one base are kept."""

    file: Path | None = None
    """None: nothing is kept."""

    @classmethod
    def at(cls, shelf: Shelf | None, *told: object) -> Baseline:
        """The baseline of everything that decides what a check comes to: tree, command, environment."""
        if shelf is None:
            return cls()
        words = "\0".join(map(repr, (*shelf.told(), *told)))
        digest = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
        return cls(shelf.folder / f"{digest[:32]}.json.gz")

    def known(self) -> Session | None:
        """The session that was kept in the last days; None without one, or where it cannot be read."""
        if self.file is None:
            return None
        with contextlib.suppress(OSError, EOFError, ValueError, KeyError, TypeError, RecursionError):
            if time.time() - self.file.stat().st_mtime > _DAYS * 86_400:
                return None
            with gzip.open(self.file) as stream:
                return _session(json.loads(stream.read(_MOST_BYTES)))
        return None

    def keep(self, session: Session) -> None:
        """Keep a session that came to its end, in place of what was known; the oldest others go.

        One in which nothing passes is not kept: it tells what the environment lacked then.
        """
        if self.file is None or not session.finished or not session.passed:
            return
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            for old in sorted(self.file.parent.glob("*.gz"), key=_age)[_MOST_KEPT:]:
                old.unlink()
            place, name = tempfile.mkstemp(prefix=".new-", dir=self.file.parent)
            with os.fdopen(place, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as stream:
                stream.write(json.dumps(_record(session)).encode())
            Path(name).replace(self.file)


def joined(first: Session, second: Session) -> Session:
    """One session that knows what either knows; where both do, the second is believed."""
    items = {**first.items, **second.items}
    results = {**first.results, **second.results}
    return replace(first, items=items, results=results, left_out=frozenset(set(items) - set(results)))


def _age(file: Path) -> float:
    return -file.stat().st_mtime


def _record(session: Session) -> dict[str, Any]:
    return {
        "seconds": session.completed.seconds,
        "runner": session.runner,
        "items": {test: [item.file, item.digest] for test, item in session.items.items()},
        "results": {
            test: [result.outcome.value, result.detail, result.whole_file]
            for test, result in session.results.items()
        },
    }


def _session(record: dict[str, Any]) -> Session:
    items = {test: Item(*said) for test, said in record["items"].items()}
    results = {
        test: Result(Outcome(outcome), detail, whole)
        for test, (outcome, detail, whole) in record["results"].items()
    }
    return Session(
        completed=Completed((), 0, b"", b"", float(record["seconds"])),
        items=items,
        results=results,
        finished=True,
        runner=record["runner"],
        left_out=frozenset(set(items) - set(results)),
    )
