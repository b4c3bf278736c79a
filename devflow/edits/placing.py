"""Where a hunk's old lines stand in a file: tiers from exact to forgiving, each wanting a unique hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from devflow.edits import readings
from devflow.edits.finding import find
from devflow.edits.parts import ADD, DROP, KEEP, Hunk, Op
from devflow.edits.text import Key, Text
from devflow.edits.work import Work

GAP = -1
_MOST_HITS = 200
_MOST_ROWS = 20_000


@dataclass(frozen=True)
class Hit:
    """One place for a hunk: for each old line its row in the file, and the new lines as they go in there.

    A row is None where the file has no such (blank) line, GAP where the hunk leaves lines out.
    """

    rows: tuple[int | None, ...]
    added: tuple[str, ...]

    @property
    def start(self) -> int:
        """The first row that the hunk quotes."""
        return min(row for row in self.rows if row is not None and row != GAP)

    @property
    def end(self) -> int:
        """The row after the last that the hunk quotes."""
        return 1 + max(row for row in self.rows if row is not None)


Fit = Callable[[Text, Hunk, list[int | None]], tuple[str, ...] | None]


def place(text: Text, hunk: Hunk, work: Work) -> list[Hit]:
    """All hits of the strictest tier that has any; the caller sees whether it is unique."""
    for variant in _variants(hunk):
        for number, tier in enumerate(_TIERS):
            hits = _hits(text, variant, tier, work)
            if hits:
                return hits
            if not number and not _may_stand(text, variant, work):
                break
        hits = _around_elisions(text, variant, work)
        if hits:
            return hits
    return []


def most_hits(hunk: Hunk) -> int:
    """How many hits are looked for; where there are so many, there may be more."""
    return max(2, min(_MOST_HITS, _MOST_ROWS // max(len(hunk.ops), 1)))


def _may_stand(text: Text, hunk: Hunk, work: Work) -> bool:
    """Each old line is somewhere in the file under the loosest reading; without that no tier can hit."""
    work.spend(text.cost(readings.loosest, skip_blank=False) + 10)
    places = text.view(readings.loosest, skip_blank=False).places
    return all(readings.loosest(op.body) in places for op in hunk.old if op.body.strip())


def _variants(hunk: Hunk) -> Iterator[Hunk]:
    """The hunk as written, then without what a model writes around it."""
    yield hunk
    ops = list(hunk.ops)
    while ops and ops[-1].bare:
        ops.pop()
    if hunk.kind == "diff" and len(ops) < len(hunk.ops) and any(op.tag != KEEP for op in ops):
        yield hunk.without(tuple(ops))
    numbers = [readings.without_number(op.body) for op in hunk.ops if op.body.strip()]
    if hunk.kind == "block" and numbers and all(numbers):
        yield hunk.without(
            tuple(op._replace(body=(readings.without_number(op.body) or ("", ""))[1]) for op in hunk.ops)
        )


def _hits(text: Text, hunk: Hunk, tier: tuple[Key, bool, Fit], work: Work) -> list[Hit]:
    key, skip_blank, fit = tier
    old = hunk.old
    picked = [number for number, op in enumerate(old) if not skip_blank or op.body.strip()]
    work.spend(len(old) + text.cost(key, skip_blank=skip_blank))
    view = text.view(key, skip_blank=skip_blank)
    hits = []
    most = most_hits(hunk) if fit is _as_written else None
    for start in find(view, [key(old[number].body) for number in picked], work, most):
        work.spend(len(old))
        rows: list[int | None] = [None] * len(old)
        for offset, number in enumerate(picked):
            rows[number] = view.rows[start + offset]
        if skip_blank:
            _match_blanks(text, old, rows)
        added = fit(text, hunk, rows)
        if added is not None and not _undone(text, hunk, rows):
            hits.append(Hit(tuple(rows), added))
    return hits


def _undone(text: Text, hunk: Hunk, rows: list[int | None]) -> bool:
    """A blank line to be replaced by another blank one is, at these rows, that other one already."""
    blanks = {op.body for op in hunk.added if not op.body.strip()}
    return any(
        op.tag == DROP and row is not None and op.body != text.bodies[row] and text.bodies[row] in blanks
        for op, row in zip(hunk.old, rows, strict=True)
        if not op.body.strip()
    )


def _match_blanks(text: Text, old: list[Op], rows: list[int | None]) -> None:
    """Give the hunk's blank lines the blank lines of the file beside the rows found, as far as they go."""
    row: int | None = None
    for number, op in enumerate(old):
        following = row + 1 if row is not None else len(text)
        blank = following < len(text) and not text.bodies[following].strip()
        if rows[number] is None and blank and not op.body.strip():
            rows[number] = following
        row = rows[number] if rows[number] is not None else row
    first = next(number for number, found in enumerate(rows) if found is not None)
    for number in range(first - 1, -1, -1):
        above = rows[number + 1]
        if above and not text.bodies[above - 1].strip():
            rows[number] = above - 1


def _as_written(_text: Text, hunk: Hunk, _rows: list[int | None]) -> tuple[str, ...]:
    return tuple(op.body for op in hunk.added)


def _lost_lead(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
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


def _shifted(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
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


def _indents_mapped(text: Text, hunk: Hunk, rows: list[int | None]) -> tuple[str, ...] | None:
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
        if op.body.strip() and here not in there:
            return None
        added.append(there[here] + op.body[len(here) :] if op.body.strip() else op.body)
    return tuple(added)


_TIERS: tuple[tuple[Key, bool, Fit], ...] = (
    (readings.exact, False, _as_written),
    (readings.trailing, False, _as_written),
    (readings.trailing, True, _as_written),
    (readings.stripped, False, _lost_lead),
    (readings.stripped, True, _lost_lead),
    (readings.stripped, False, _shifted),
    (readings.stripped, True, _shifted),
    (readings.stripped, False, _indents_mapped),
    (readings.collapsed, True, _as_written),
    (readings.lookalike, True, _as_written),
)


def _around_elisions(text: Text, hunk: Hunk, work: Work) -> list[Hit]:
    """Split at lines such as `...` that the hunk keeps; every piece must stand once, and in order."""
    gaps = [number for number, op in enumerate(hunk.ops) if op.tag == KEEP and readings.is_elision(op.body)]
    if not gaps:
        return []
    rows: list[int | None] = []
    added: list[str] = []
    floor = 0
    for start, stop in zip([-1, *gaps], [*gaps, len(hunk.ops)], strict=True):
        piece = hunk.without(hunk.ops[start + 1 : stop])
        if start >= 0:
            rows.append(GAP)
        if not piece.ops:
            continue
        hits = place(text, piece, work) if any(op.tag != ADD and op.body.strip() for op in piece.ops) else []
        if len(hits) != 1 or hits[0].start < floor:
            return []
        floor = hits[0].end
        rows += hits[0].rows
        added += hits[0].added
    return [Hit(tuple(rows), tuple(added))] if floor else []
