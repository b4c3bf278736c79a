"""All hunks for one file placed on its text, or the reasons why some cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from devflow.edits.doubts import doubtful
from devflow.edits.failure import AMBIGUOUS, CONFLICT, MISMATCH, EditFailure
from devflow.edits.parts import ADD, Hunk
from devflow.edits.placing import arranging
from devflow.edits.placing.nearest import nearest, show
from devflow.edits.placing.splicing import Splice, join, splice
from devflow.edits.placing.tiers import Hit, place
from devflow.edits.text import Text
from devflow.edits.work import Work

_MOST_LINES_NAMED = 10
_PER_HUNK = 100


@dataclass
class _Round:
    """One passage over the hunks: what is placed on `text`, and what is left open."""

    text: Text
    splices: list[Splice] = field(default_factory=list)
    final_newline: bool | None = None
    open: list[tuple[Hunk, list[Hit]]] = field(default_factory=list)

    def take(self, hunk: Hunk, splices: list[Splice], *, to_end: bool) -> None:
        self.splices += splices
        if to_end and hunk.final_newline is not None:
            self.final_newline = hunk.final_newline
        elif to_end and hunk.kind == "envelope" and hunk.ops[-1].tag == ADD:
            # -- its lines are whole lines; it has no way to say that the last one is not
            self.final_newline = True

    def result(self) -> str:
        return join(self.text, self.splices, final_newline=self.final_newline)


def patch(path: str, before: str, hunks: list[Hunk], work: Work) -> tuple[str, list[EditFailure]]:
    """The text with every hunk that can be placed, and a failure for each that cannot."""
    text = Text(before)
    failures = [
        EditFailure(hunk.part, path, AMBIGUOUS, doubt, _quoted(hunk))
        for hunk in hunks
        if (doubt := doubtful(path, before, hunk))
    ]
    failed = {failure.part for failure in failures}
    wanted = [hunk for hunk in hunks if hunk.changes and hunk.part not in failed]
    first = _round(text, wanted, work)
    clashes = _clashes(path, first, hunks)
    if clashes:
        clashing = {failure.part for failure in clashes} | failed
        after, others = patch(path, before, [hunk for hunk in hunks if hunk.part not in clashing], work)
        return after, failures + clashes + others
    after = first.result() if first.splices or first.final_newline is not None else before
    latest = Text(after) if first.open and after != before else None
    for hunk, hits in first.open:
        # -- written against the text that the parts before it leave, as some models do
        again = _round(latest, [hunk], work) if latest else None
        if again and not again.open:
            after = again.result()
            latest = Text(after)
            work.spend(2 * len(latest))
        else:
            failures.append(_failure(path, text, hunk, hits, work))
    return after, failures


def _round(text: Text, hunks: list[Hunk], work: Work) -> _Round:
    this = _Round(text)
    quoting: list[Hunk] = []
    for hunk in hunks:
        if any(op.body.strip() for op in hunk.old) or (hunk.old and len(text)):
            quoting.append(hunk)
        else:
            _insert(this, hunk, work)
    hits = [_hits(text, hunk, work) for hunk in quoting]
    chosen = {number: each for number, each in enumerate(hits) if each}
    ordered = [number for number in chosen if quoting[number].kind != "block"]
    settled = arranging.in_order(
        [quoting[number] for number in ordered], [hits[number] for number in ordered]
    )
    chosen.update(zip(ordered, settled, strict=True))
    for number, hunk in enumerate(quoting):
        each = chosen.get(number, [])
        splices = splice(text, hunk, each[0]) if len(each) == 1 else None
        if splices is None:
            this.open.append((hunk, each))
        else:
            this.take(hunk, splices, to_end=each[0].end == len(text))
    return this


def _hits(text: Text, hunk: Hunk, work: Work) -> list[Hit]:
    work.spend(_PER_HUNK)
    hits = arranging.under_anchors(text, hunk, place(text, hunk, work), work)
    hits = arranging.at_edge(text, hunk, arranging.at_end(text, hunk, hits))
    return arranging.under_heading(text, hunk, hits, work)


def _insert(this: _Round, hunk: Hunk, work: Work) -> None:
    """Place a hunk that quotes no line: into an empty file, or where its format says."""
    text = this.text
    row: int | None = None
    if not any(body.strip() for body in text.bodies):
        row = len(text)
    elif hunk.kind == "envelope":
        spans = arranging.anchor_spans(text, hunk.anchors, work) if hunk.anchors else []
        row = len(text) if not hunk.anchors else spans[0][0] + 1 if len(spans) == 1 else None
    if row is None:
        this.open.append((hunk, []))
        return
    lines = tuple((op.body, op.cr if not len(text) else None) for op in hunk.added)
    crlf = sum(bool(cr) for _, cr in lines)
    if not len(text):
        lines = tuple((body, 0 < len(lines) <= 2 * crlf) for body, _ in lines)
    this.take(hunk, [Splice(row, row, lines, hunk.part)], to_end=row == len(text))


def _clashes(path: str, this: _Round, hunks: list[Hunk]) -> list[EditFailure]:
    """A failure for each of the parts that want the same rows."""
    splices = sorted(this.splices, key=lambda each: (each.start, each.end))
    by_part = {hunk.part: hunk for hunk in hunks}
    failures: dict[int, EditFailure] = {}
    for one, two in pairwise(splices):
        if not one.clashes(two):
            continue
        earlier, later = sorted((one.part, two.part))
        message = f"parts {earlier} and {later} change the same lines"
        found = show(this.text.bodies[two.start : two.end])
        for part in (later, earlier):
            quoted = _quoted(by_part[part])
            failures.setdefault(
                part, EditFailure(part, path, CONFLICT, message, quoted, found, (two.start + 1,))
            )
    return list(failures.values())


def _failure(path: str, text: Text, hunk: Hunk, hits: list[Hit], work: Work) -> EditFailure:
    if not hunk.old:
        return EditFailure(hunk.part, path, AMBIGUOUS, "it quotes no line, so its place in the file is open")
    lines = tuple(hit.start + 1 for hit in hits)
    if len(hits) > 1:
        named = ", ".join(str(line) for line in lines[:_MOST_LINES_NAMED])
        more = " and more" if len(lines) > _MOST_LINES_NAMED else ""
        message = f"its old lines stand in {len(lines)} places or more: lines {named}{more}"
        return EditFailure(hunk.part, path, AMBIGUOUS, message, _quoted(hunk), "", lines)
    if hits:
        found = show(text.bodies[hits[0].start : hits[0].end])
        message = "where its new lines go, before or after a blank line, is open"
        return EditFailure(hunk.part, path, AMBIGUOUS, message, _quoted(hunk), found, lines)
    found, near = nearest(text, hunk) if work.may_hint() else ("", ())
    return EditFailure(
        hunk.part, path, MISMATCH, "its old lines are not in the file", _quoted(hunk), found, near
    )


def _quoted(hunk: Hunk) -> str:
    return show([op.body for op in hunk.old])
