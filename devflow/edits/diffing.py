"""Which lines of an old and a new text are the same, in time that no input can stretch."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from devflow.edits.parts import ADD, DROP, KEEP, Op

_DEPTH = 6


def align(old: Sequence[Op], new: Sequence[Op]) -> tuple[Op, ...]:
    """The lines of a hunk that turns `old` into `new`; equal lines are kept ones.

    Lines that are unique on both sides hold the two together, as in a patience diff: O(n log n).
    """
    ops: list[Op] = []
    row = 0
    column = 0
    for here, there in [*_pairs([op.body for op in old], [op.body for op in new]), (len(old), len(new))]:
        ops += [op._replace(tag=DROP) for op in old[row:here]]
        ops += [op._replace(tag=ADD) for op in new[column:there]]
        if here < len(old):
            ops.append(old[here]._replace(tag=KEEP))
        row, column = here + 1, there + 1
    return tuple(ops)


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    spans = [(0, len(old), 0, len(new), 0)]
    while spans:
        top, bottom, left, right, depth = spans.pop()
        while top < bottom and left < right and old[top] == new[left]:
            found.append((top, left))
            top, left = top + 1, left + 1
        while top < bottom and left < right and old[bottom - 1] == new[right - 1]:
            bottom, right = bottom - 1, right - 1
            found.append((bottom, right))
        if top == bottom or left == right or depth == _DEPTH:
            continue
        anchors = _anchors(old, new, (top, bottom, left, right))
        for here, there in anchors:
            spans.append((top, here, left, there, depth + 1))
            found.append((here, there))
            top, left = here + 1, there + 1
        if anchors:
            spans.append((top, bottom, left, right, depth + 1))
    return sorted(found)


def _anchors(old: list[str], new: list[str], span: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """The longest rising run of the lines that stand once on either side of the span."""
    top, bottom, left, right = span
    rows, columns = _once(old, top, bottom), _once(new, left, right)
    pairs = [(row, columns[line]) for line, row in rows.items() if line in columns]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, column) in enumerate(pairs):
        place = bisect_left(tails, column)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [column]
        ends[place : place + 1] = [number]
    run: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _once(lines: list[str], start: int, stop: int) -> dict[str, int]:
    rows: dict[str, int] = {}
    again: set[str] = set()
    for row in range(start, stop):
        if lines[row] in rows:
            again.add(lines[row])
        rows[lines[row]] = row
    return {line: row for line, row in rows.items() if line not in again}
