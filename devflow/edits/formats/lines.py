"""The lines of a diff's hunk, as diffs and envelopes write them, and what its numbers say of them."""

from __future__ import annotations

import re
from dataclasses import replace

from devflow.edits.parts import ADD, DROP, KEEP, FileEdit, Op

_RANGE = re.compile(r" -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? ")


def line_op(line: str, *, cr: bool) -> Op:
    """One line of a hunk's body."""
    if line[:1] in (ADD, DROP):
        return Op(line[0], line[1:], cr)
    if line[:1] == KEEP:
        return Op(KEEP, line[1:], cr, raw=line)
    return Op(KEEP, line, cr)


def told_apart(edits: list[FileEdit]) -> list[FileEdit]:
    """The edits with their unmarked blank lines told: where some bear a blank, the others lost a + or a -."""
    if not any(op.raw == KEEP for edit in edits for hunk in edit.hunks for op in hunk.ops):
        return edits
    return [
        replace(edit, hunks=tuple(hunk.without(tuple(map(_unmarked, hunk.ops))) for hunk in edit.hunks))
        for edit in edits
    ]


def _unmarked(op: Op) -> Op:
    return op._replace(unmarked=op.tag == KEEP and not op.body and op.raw is None)


def first_row(span: str, ops: tuple[Op, ...]) -> int | None:
    """Where a hunk says that it begins; None where it does not count its lines rightly."""
    named = _RANGE.fullmatch(span)
    if named is None:
        return None
    counted = [int(count or 1) for count in named.groups()[1:]]
    right = [sum(op.tag != other for op in ops) for other in (ADD, DROP)]
    return int(named[1]) - 1 if counted == right else None


def trimmed(ops: list[Op]) -> tuple[Op, ...]:
    """Without the blank lines at the end that have lost their prefix, or never were of the hunk."""
    while ops and ops[-1].tag == KEEP and not ops[-1].body and ops[-1].raw is None:
        ops.pop()
    return tuple(ops)
