"""A run's diff as files and lines, in the order in which a reviewer should read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from devflow.clean import clean
from devflow.handoffs import ChangedFile, Risk
from devflow.store.view import RunView

Kind = Literal["same", "added", "removed", "place", "remark"]
_PLACE = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_TEST = re.compile(
    r"(?i)(^|/)(tests?|__tests__|specs?|testing)/|(^|/)test_|[._-](test|spec)s?\.|_test\.|Tests?\."
)
_KINDS: dict[str, Kind] = {" ": "same", "+": "added", "-": "removed", "\\": "remark"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff, cleaned; the numbers are 1-based and None where the side has no such line."""

    kind: Kind
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True)
class FileDiff:
    """One changed file."""

    file: ChangedFile
    lines: tuple[Line, ...]
    flags: tuple[str, ...]
    """What the guard found on it, and what of the risk is its own."""
    level: Literal["refused", "held", "shown", ""]
    """The gravest of these findings; a costly file is at least shown."""

    @property
    def path(self) -> str:
        """Where it is, cleaned."""
        return clean(self.file.path)


def file_diffs(view: RunView, diff: bytes) -> tuple[FileDiff, ...]:
    """Every changed file: those with findings first, then each file of code with the tests that cover it."""
    changed = view.candidate.changed if view.candidate else ()
    parts = _parts(diff)
    # -- git tells both in one order; a path in the diff's own head may be quoted, and is not read
    bodies = parts if len(parts) == len(changed) else [b""] * len(changed)
    found = [_file_diff(view, file, body) for file, body in zip(changed, bodies, strict=True)]
    return tuple(_ordered(found))


def _parts(diff: bytes) -> list[bytes]:
    """The diff cut at the head of each file; a line of content never begins so."""
    return [part for part in re.split(rb"^(?=diff --git )", diff, flags=re.MULTILINE) if part.strip()]


def _file_diff(view: RunView, file: ChangedFile, body: bytes) -> FileDiff:
    findings = [each for each in (view.guard.findings if view.guard else ()) if each.path == file.path]
    levels = {each.level for each in findings}
    level = next((each for each in ("refused", "held", "shown") if each in levels), "")
    flags = [f"{each.level}: {each.message} [{each.code}]" for each in findings]
    risky = [f"risk {reason}" for reason in _risks(view) if file.path in reason]
    return FileDiff(file, tuple(_lines(body)), (*flags, *risky), level or ("shown" if risky else ""))  # type: ignore[arg-type]


def _risks(view: RunView) -> tuple[str, ...]:
    """Why the risk is more than low."""
    reasons = view.route.reasons if view.route else ()
    return tuple(reason for reason in reasons if not reason.startswith(Risk.LOW.value))


def _lines(body: bytes) -> Iterator[Line]:
    _, at, hunks = body.partition(b"\n@@ ")
    if not at:
        if b"\nBinary files " in body:
            yield Line("remark", None, None, "binary: not shown")
        return
    raw = (b"@@ " + hunks).decode(errors="replace").removesuffix("\n").split("\n")
    carriage = all(line.endswith("\r") for line in raw if line[:1] in ("+", "-", " "))
    old = new = 0
    for line in raw:
        text = clean(line.removesuffix("\r") if carriage else line)
        if place := _PLACE.match(line):
            old, new = int(place[1]), int(place[2])
            yield Line("place", None, None, text)
            continue
        kind = _KINDS.get(line[:1], "remark")
        here = (old if kind in ("same", "removed") else None, new if kind in ("same", "added") else None)
        yield Line(kind, *here, text[1:])
        old += here[0] is not None
        new += here[1] is not None


def _ordered(found: Sequence[FileDiff]) -> Iterator[FileDiff]:
    order = ("refused", "held", "shown", "")
    flagged = sorted((each for each in found if each.level), key=lambda each: order.index(each.level))
    rest = [each for each in found if not each.level]
    tests = [each for each in rest if _TEST.search(each.file.path)]
    codes = [each for each in rest if not _TEST.search(each.file.path)]
    yield from flagged
    for code in codes:
        yield code
        stem = PurePosixPath(code.file.path).stem.lower()
        beside = [each.path for each in tests if stem and _covers(each.file.path, stem)]
        yield from (each for each in tests if each.path in beside)
        tests = [each for each in tests if each.path not in beside]
    yield from tests


def _covers(test: str, stem: str) -> bool:
    """Whether a test's name is that of a file of code with `test` or `spec` beside it."""
    words = [word for word in re.split(r"[._-]", PurePosixPath(test).name.lower()) if word]
    return set(re.split(r"[._-]", stem)) - {""} <= set(words) or stem in PurePosixPath(test).name.lower()
