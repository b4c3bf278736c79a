"""Every place where a run of lines stands in a text, under one reading, in linear time."""

from __future__ import annotations

from devflow.edits.text import View
from devflow.edits.work import Work

_FEW = 64


def find(view: View, wanted: list[str], work: Work, most: int | None = None) -> list[int]:
    """Where `wanted` starts in the view's keys, in order; the search ends after `most` hits."""
    if not wanted or len(wanted) > len(view.keys):
        return []
    work.spend(len(wanted))
    rarest, fewest = 0, len(view.keys) + 1
    for offset, line in enumerate(wanted):
        count = len(view.places.get(line, ()))
        if count < fewest:
            rarest, fewest = offset, count
        if count == 0:
            return []
    if fewest > _FEW:
        return _scan(view.keys, wanted, work, most)
    starts = [place - rarest for place in view.places[wanted[rarest]] if place >= rarest]
    work.spend(len(starts) * len(wanted))
    return [start for start in starts if view.keys[start : start + len(wanted)] == wanted]


def _scan(lines: list[str], wanted: list[str], work: Work, most: int | None) -> list[int]:
    """Knuth, Morris and Pratt: near-repeats on both sides cost no more than their lengths."""
    work.spend(2 * (len(lines) + len(wanted)))
    back = [0] * len(wanted)
    matched = 0
    for number in range(1, len(wanted)):
        while matched and wanted[number] != wanted[matched]:
            matched = back[matched - 1]
        matched += wanted[number] == wanted[matched]
        back[number] = matched
    hits: list[int] = []
    matched = 0
    for number, line in enumerate(lines):
        while matched and (matched == len(wanted) or line != wanted[matched]):
            matched = back[matched - 1]
        matched += line == wanted[matched]
        if matched == len(wanted):
            hits.append(number - matched + 1)
            if len(hits) == most:
                break
    return hits
