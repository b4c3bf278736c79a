"""How new lines go in where a hunk's old ones were found: as written, or changed as the old ones differ.

Each takes the text, the hunk and the row of each old line, and gives the new lines; None: they do not fit.
"""

from __future__ import annotations

from collections.abc import Callable

from devflow.edits import readings
from devflow.edits.parts import Hunk
from devflow.edits.text import Text

Fit = Callable[[Text, Hunk, list[int | None]], tuple[str, ...] | None]


def as_written(_text: Text, hunk: Hunk, _rows: list[int | None]) -> tuple[str, ...]:
    return tuple(op.body for op in hunk.added)


def made_plain(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
    """A lookalike that the old lines have for a plain character stands for it in the new lines too."""
    meant: set[str] = set()
    literal: set[str] = set()
    for op, row in zip(hunk.old, rows, strict=True):
        if row is not None:
            plain, itself = readings.lookalikes_of(op.body.rstrip(), text.bodies[row].rstrip())
            meant |= plain
            literal |= itself
    if meant & literal & {char for op in hunk.added for char in op.body}:
        return None
    if any(map(readings.has_curly, meant)):
        meant |= set(readings.CURLY) - literal
    return tuple(readings.plain(op.body, meant) for op in hunk.added)


def lost_lead(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
    """A diff's context lines may lack the blank that a diff puts first; its other lines must be right."""
    if hunk.kind == "block":
        return None
    for op, row in zip(hunk.old, rows, strict=True):
        if row is None or not op.body.strip():
            continue
        line = text.bodies[row].rstrip()
        if op.body.rstrip() != line and (op.raw is None or op.raw.rstrip() != line):
            return None
    return tuple(op.body for op in hunk.added)


def shifted(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
    """All lines stand further in, or all further out, by the same blanks; so do the new lines then."""
    shifts = set()
    for op, row in zip(hunk.old, rows, strict=True):
        if row is None or not op.body.strip():
            continue
        there, here = readings.indent(text.bodies[row]), readings.indent(op.body)
        if there.endswith(here):
            shifts.add((there[: len(there) - len(here)], ""))
        elif here.endswith(there):
            shifts.add(("", here[: len(here) - len(there)]))
        else:
            return None
        if len(shifts) > 1:
            return None
    if not shifts:
        return None
    more, less = shifts.pop()
    added = []
    for op in hunk.added:
        if op.body.strip() and not op.body.startswith(less):
            return None
        added.append(more + op.body[len(less) :] if op.body.strip() else op.body)
    return tuple(added)


def indents_mapped(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
    """Each indentation of the model's is one of the file's (tabs for blanks, two for four)."""
    there: dict[str, str] = {}
    for op, row in zip(hunk.old, rows, strict=True):
        if row is None or not op.body.strip():
            continue
        here = readings.indent(op.body)
        if there.setdefault(here, readings.indent(text.bodies[row])) != readings.indent(text.bodies[row]):
            return None
    if len(set(there.values())) < len(there):
        return None
    added = []
    for op in hunk.added:
        here = readings.indent(op.body)
        indent = there.get(here, _in_tabs(here, there))
        if op.body.strip() and indent is None:
            return None
        if op.body.strip() and op.body[-1] in " \t":
            return None  # -- these blanks may have been a tab as well
        added.append(f"{indent}{op.body[len(here) :]}" if op.body.strip() else op.body)
    return tuple(added)


def _in_tabs(here: str, there: dict[str, str]) -> str | None:
    """A depth that no old line has, where each tab of the file's is the same number of the model's blanks."""
    pairs = [(one, other) for one, other in there.items() if one or other]
    widths = {len(one) / len(other) if other else 0.0 for one, other in pairs}
    width = widths.pop() if len(widths) == 1 else 0.0
    tabbed = all(not one.strip(" ") and not other.strip("\t") for one, other in pairs)
    if not tabbed or width not in (2, 3, 4, 8) or here.strip(" ") or len(here) % width:
        return None
    return "\t" * int(len(here) // width)
