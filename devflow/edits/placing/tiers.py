"""Where a hunk's old lines stand in a file: tiers from exact to forgiving, each wanting a unique hit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from devflow.edits import readings
from devflow.edits.parts import ADD, DROP, KEEP, Hunk, Op
from devflow.edits.placing import fits
from devflow.edits.placing.finding import find
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


def place(text: Text, hunk: Hunk, work: Work) -> list[Hit]:
    """All hits of the strictest tier that has any; the caller sees whether it is unique."""
    for variant in _variants(hunk):
        hits = _as_it_is(text, variant, work) or _around_elisions(text, variant, work)
        if hits:
            return hits
    return []


def _as_it_is(text: Text, hunk: Hunk, work: Work) -> list[Hit]:
    for number, tier in enumerate(_TIERS):
        hits = _hits(text, hunk, tier, work)
        if hits:
            return hits
        if not number and not _may_stand(text, hunk, work):
            break
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
    while ops and ops[-1].raw is None and ops[-1].tag == KEEP:
        ops.pop()
    if hunk.kind == "diff" and len(ops) < len(hunk.ops) and any(op.tag != KEEP for op in ops):
        yield hunk.without(tuple(ops))
    if readings.is_escaped("\n".join(op.body for op in hunk.ops)):
        yield hunk.without(tuple(op._replace(body=readings.unescaped(op.body)) for op in hunk.ops))
    numbers = [readings.without_number(op.body) for op in hunk.ops if op.body.strip()]
    if hunk.kind == "block" and numbers and all(numbers):
        yield hunk.without(
            tuple(op._replace(body=(readings.without_number(op.body) or ("", ""))[1]) for op in hunk.ops)
        )


def _hits(text: Text, hunk: Hunk, tier: tuple[Key, bool, fits.Fit], work: Work) -> list[Hit]:
    key, skip_blank, fit = tier
    old = hunk.old
    picked = [number for number, op in enumerate(old) if not skip_blank or op.body.strip()]
    work.spend(len(old) + text.cost(key, skip_blank=skip_blank))
    view = text.view(key, skip_blank=skip_blank)
    hits = []
    most = most_hits(hunk) if fit is fits.as_written else None
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


_TIERS: tuple[tuple[Key, bool, fits.Fit], ...] = (
    (readings.exact, False, fits.as_written),
    (readings.trailing, False, fits.as_written),
    (readings.trailing, True, fits.as_written),
    (readings.stripped, False, fits.lost_lead),
    (readings.stripped, True, fits.lost_lead),
    (readings.stripped, False, fits.shifted),
    (readings.stripped, True, fits.shifted),
    (readings.stripped, False, fits.indents_mapped),
    (readings.collapsed, True, fits.as_written),
    (readings.lookalike, True, fits.made_plain),
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
        # -- all pieces are read alike: not one as escaped and another as it is
        quotes = any(op.tag != ADD and op.body.strip() for op in piece.ops)
        hits = _as_it_is(text, piece, work) if quotes else []
        if len(hits) != 1 or hits[0].start < floor:
            return []
        floor = hits[0].end
        rows += hits[0].rows
        added += hits[0].added
    return [Hit(tuple(rows), tuple(added))] if floor else []
