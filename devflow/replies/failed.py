"""The parts of a reply that had no place, as the model is shown them when it is asked for them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devflow.clean import trim
from devflow.edits import Lost, PlacingError, as_written
from devflow.excerpts import snippet
from devflow.handoffs import Snippet

# -- the lines around a place, and how much of one part and of its file is shown at the most
_MARGIN = 15
_MOST_PLACES = 4
_MOST_LINES = 300
_MOST_CHARS = 8_000
_MOST_SHOWN = 60_000


@dataclass(frozen=True)
class FailedPart:
    """One part that must be given again."""

    path: str
    why: str
    written: str
    """The part, as an edit in the words of a reply."""
    there: tuple[Snippet, ...]
    """Exact text of the file around the nearest places; empty where nothing is like it, or it is no file."""


def failed_parts(fault: PlacingError, files: Mapping[str, str]) -> tuple[FailedPart, ...]:
    """The failed parts of a reply; none where they and the text around them are too long to be shown."""
    parts = tuple(
        FailedPart(
            lost.failure.path,
            lost.failure.message,
            trim(as_written(lost.edit), _MOST_CHARS),
            tuple(_there(lost, files)),
        )
        for lost in fault.lost
    )
    shown = sum(len(part.written) + sum(len(piece.text) for piece in part.there) for part in parts)
    return parts if shown <= _MOST_SHOWN else ()


def _there(lost: Lost, files: Mapping[str, str]) -> Iterator[Snippet]:
    path, places = lost.failure.path, lost.failure.lines
    text = files.get(path)
    if text is None:
        return
    lines = [f"{line}\n" for line in text.split("\n")]
    height = max((len(hunk.old) for hunk in lost.edit.hunks), default=1)
    spans = [(line - 1 - _MARGIN, line - 1 + height + _MARGIN) for line in places[:_MOST_PLACES]]
    if not spans and len(lines) <= _MOST_LINES:
        spans = [(0, len(lines))]
    shown_to = 0
    for top, bottom in sorted(spans):
        first, last = max(top, shown_to), min(bottom, len(lines))
        shown = snippet(path, lines, first, last)
        if first < last and len(shown.text) <= _MOST_CHARS:
            yield shown
        shown_to = max(shown_to, last)
