"""Which of a hunk's hits is meant: anchors, the order of hunks and headings decide, or it stays open."""

from __future__ import annotations

from devflow.edits import readings
from devflow.edits.parts import Hunk
from devflow.edits.placing.tiers import Hit, most_hits
from devflow.edits.text import Text
from devflow.edits.work import Work


def under_anchors(text: Text, hunk: Hunk, hits: list[Hit], work: Work) -> list[Hit]:
    """The hits below the hunk's anchors: within the innermost block if there are any, else anywhere below."""
    if not hunk.anchors or not hits:
        return hits
    spans = anchor_spans(text, hunk.anchors, work)
    work.spend(len(spans) * len(hits))
    inside = [hit for hit in hits if any(top <= hit.start < bottom for top, bottom in spans)]
    if inside or not spans:
        return inside
    top = min(top for top, _ in spans)
    return [hit for hit in hits if hit.start >= top]


def anchor_spans(text: Text, anchors: tuple[str, ...], work: Work) -> list[tuple[int, int]]:
    """The blocks that begin at the last anchor, each within a block of the anchor before."""
    spans = [(0, len(text))]
    for anchor in anchors:
        work.spend(len(text))
        rows = [row for row, body in enumerate(text.bodies) if body.strip() == anchor]
        if not rows:
            rows = [row for row, body in enumerate(text.bodies) if body.strip().startswith(anchor)]
        work.spend(len(rows) * len(spans))
        rows = [row for row in rows if any(top <= row < bottom for top, bottom in spans)]
        spans = []
        for row in rows:
            bottom = _block_end(text, row)
            work.spend(bottom - row)
            spans.append((row, bottom))
    return spans


def under_heading(text: Text, hunk: Hunk, hits: list[Hit], work: Work) -> list[Hit]:
    """Of several hits the one in the block that the hunk's heading names, if that leaves just one."""
    if len(hits) < 2 or len(hunk.heading) < 3:
        return hits
    spans = anchor_spans(text, (hunk.heading,), work)
    if len(spans) != 1:
        return hits
    (top, bottom) = spans[0]
    inside = [hit for hit in hits if top <= hit.start < bottom]
    return inside if len(inside) == 1 else hits


def at_end(text: Text, hunk: Hunk, hits: list[Hit]) -> list[Hit]:
    """Of several hits the one that ends the file, where the hunk says that it does."""
    if not hunk.at_end or len(hits) < 2:
        return hits
    return [hit for hit in hits if not any(body.strip() for body in text.bodies[hit.end :])] or hits


def at_edge(text: Text, hunk: Hunk, hits: list[Hit]) -> list[Hit]:
    """Of several hits the one at an end of the file, where both the shape and the number of a diff say so.

    Less context on one side is a sign of that in a tool's diff alone: models leave context out, and make
    numbers up.
    """
    above, below = hunk.context
    if hunk.row is None or above == below or len(hits) < 2:
        return hits
    edge = [hit for hit in hits if (hit.end == len(text) if above > below else hit.start == 0)]
    return [hit for hit in edge if hit.start == hunk.row] or hits


def in_order(hunks: list[Hunk], hits: list[list[Hit]]) -> list[list[Hit]]:
    """The hits of a file's hunks that stand in the order of the hunks, if only one choice of them does."""
    if all(len(each) == 1 for each in hits) or any(
        len(each) >= most_hits(hunk) for hunk, each in zip(hunks, hits, strict=True) if len(each) > 1
    ):
        return hits
    earliest: list[Hit] = []
    floor = 0
    for each in hits:
        found = next((hit for hit in each if hit.start >= floor), None)
        if found is None:
            return hits
        earliest.append(found)
        floor = found.end
    latest: list[Hit] = []
    ceiling: int | None = None
    for each in reversed(hits):
        found = next((hit for hit in reversed(each) if ceiling is None or hit.end <= ceiling), None)
        if found is None:
            return hits
        latest.append(found)
        ceiling = found.start
    latest.reverse()
    same = all(one.start == two.start for one, two in zip(earliest, latest, strict=True))
    return [[hit] for hit in earliest] if same else hits


def _block_end(text: Text, row: int) -> int:
    """The row after the block that a line opens, by indentation; a closing bracket belongs to it."""
    depth = len(readings.indent(text.bodies[row]).expandtabs(8))
    for below in range(row + 1, len(text)):
        body = text.bodies[below]
        if (
            body.strip()
            and len(readings.indent(body).expandtabs(8)) <= depth
            and body.strip()[0] not in ")]}"
        ):
            return below
    return len(text)
