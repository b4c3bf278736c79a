"""Reads the report that the tested process wrote, as hostile input."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devflow.checks.outcomes.session import Item, Result, Session
from devflow.clean import clean, trim
from devflow.handoffs import Outcome
from devflow.process import Completed

_MOST_BYTES = 64 << 20
_MOST_ID = 1000
_DETAIL = 3000


@dataclass
class _Told:
    items: dict[str, Item] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    running: str = ""
    missing: str = ""
    trouble: str = ""
    runner: str = ""
    begun: int = 0
    ended: int = 0
    finished: int = 0


def read_session(report: Path, key: bytes, completed: Completed, left_out: frozenset[str]) -> Session:
    """The session that the report tells of; what does not bear the key's seal ends the reading."""
    told = _Told()
    data, trouble = read_plain(report)
    if data.strip() == key.hex().encode("ascii"):
        data = b""  # -- it stands there until the runner is loaded, which was never come to
    streams: dict[int, int] = {}
    for line in data.splitlines():
        record = _open(line, streams, key)
        if record is None:
            trouble = "The test report was written to by something else than the test runner."
            break
        _take(told, record)
    results = dict(told.results)
    finished = told.begun == told.ended == told.finished and told.finished > 0
    if told.running and not finished:
        outcome = Outcome.TIMED_OUT if completed.timed_out else Outcome.ERRORED
        words = (
            "was running when the time was up" if completed.timed_out else "the process ended in this test"
        )
        results[told.running] = Result(outcome, words)
    return Session(
        completed=completed,
        items=told.items,
        results=results,
        running=told.running,
        finished=finished and not trouble and not completed.timed_out,
        missing=told.missing,
        trouble=trouble or told.trouble,
        imports={path: frozenset(files) for path, files in told.imports.items()},
        runner=told.runner,
        left_out=left_out & set(told.items),
    )


def read_plain(report: Path) -> tuple[bytes, str]:
    """The report's bytes, if it still is a plain file of a sensible size, else why not."""
    try:
        place = os.open(report, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return b"", f"The test report cannot be read: {error.strerror}."
    with os.fdopen(place, "rb") as file:
        state = os.fstat(place)
        if not stat.S_ISREG(state.st_mode):
            return b"", "The test report is no longer a plain file."
        if state.st_size > _MOST_BYTES:
            return b"", "The test report is larger than any honest one."
        return file.read(_MOST_BYTES), ""


def _open(line: bytes, streams: dict[int, int], key: bytes) -> dict[str, Any] | None:
    """The record on a line, if its seal is right and it is the next one of its process."""
    seal, _, text = line.partition(b" ")
    right = hashlib.blake2b(text, key=key, digest_size=16).hexdigest().encode("ascii")
    if not hmac.compare_digest(seal, right):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list) or len(value) != 3:
        return None
    process, number, record = value
    if not isinstance(process, int) or streams.get(process, 0) != number or not isinstance(record, dict):
        return None
    streams[process] = number + 1
    return record


def _take(told: _Told, record: dict[str, Any]) -> None:
    """Note one record; unknown kinds and wrong types are passed over."""
    kind, test = _word(record, "kind"), _word(record, "id")[:_MOST_ID]
    if kind == "item" and test:
        told.items[test] = Item(_word(record, "file"), _word(record, "digest"))
    elif kind == "begin":
        told.running = test
    elif kind == "end" and test:
        _end(told, test, record)
    elif kind == "import":
        told.imports[_word(record, "path")].add(_word(record, "file"))
    elif kind == "missing":
        told.missing = _detail(record) or "the runner is missing"
    elif kind == "trouble":
        told.trouble = _detail(record)
    elif kind == "start":
        told.runner = f"{_word(record, 'runner')} on Python {_word(record, 'python')}"
        told.begun += 1
    elif kind == "session":
        told.ended += 1
    elif kind == "finish":
        told.finished += 1


def _end(told: _Told, test: str, record: dict[str, Any]) -> None:
    try:
        outcome = Outcome(_word(record, "outcome"))
    except ValueError:
        outcome = Outcome.ERRORED
    before = told.results.get(test)
    if before is None or before.outcome == Outcome.PASSED:  # -- the same id twice: the worse one counts
        told.results[test] = Result(outcome, _detail(record), record.get("whole") is True)
    if record.get("whole") is not True and test not in told.items:
        # -- collected by another process than the one that tells: pytest-xdist's workers
        told.items[test] = Item(test.split("::", maxsplit=1)[0])
    told.running = ""


def _word(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _detail(record: dict[str, Any]) -> str:
    return trim(clean(_word(record, "detail")).strip(), _DETAIL)
