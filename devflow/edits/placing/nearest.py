"""What a file really says where a hunk comes nearest, for the one who must write the hunk again."""

from __future__ import annotations

import difflib
from collections import Counter

from devflow.edits.parts import Hunk
from devflow.edits.readings import stripped
from devflow.edits.text import Text

_LINES = 24
_WIDTH = 200
_COMMON = 50
_CANDIDATES = 300
_COMPARED = 100


def nearest(text: Text, hunk: Hunk) -> tuple[str, tuple[int, ...]]:
    """The lines of the file most like the hunk's old ones, and the number of the first; empty: none is."""
    wanted = [op.body.strip() for op in hunk.old]
    row = _by_votes(text, wanted)
    if row is None:
        row = _by_likeness(text, wanted)
    if row is None:
        return "", ()
    row = max(row, 0)
    return show(text.bodies[row : row + len(wanted)]), (row + 1,)


def show(lines: list[str]) -> str:
    """Lines within a bound of length and number."""
    shown = [line if len(line) <= _WIDTH else line[:_WIDTH] + "…" for line in lines[:_LINES]]
    if len(lines) > _LINES:
        shown.append(f"… {len(lines) - _LINES} more lines")
    return "\n".join(shown)


def _by_votes(text: Text, wanted: list[str]) -> int | None:
    """Every line that the file has too votes for where the hunk would start; rare lines only."""
    view = text.view(stripped, skip_blank=False)
    votes: Counter[int] = Counter()
    for offset, line in enumerate(wanted[:2000]):
        places = view.places.get(line, ()) if len(line) > 2 else ()
        if len(places) <= _COMMON:
            votes.update(place - offset for place in places)
    return max(votes, key=lambda row: (votes[row], -row)) if votes else None


def _by_likeness(text: Text, wanted: list[str]) -> int | None:
    longest = max(wanted, key=len, default="")[:_COMPARED]
    if len(longest) < 4:
        return None
    bodies = [body.strip()[:_COMPARED] for body in text.bodies[:_CANDIDATES]]
    matches = difflib.get_close_matches(longest, bodies, n=1, cutoff=0.6)
    if not matches:
        return None
    return bodies.index(matches[0]) - [line[:_COMPARED] for line in wanted].index(longest)
