"""What of the kept index one commit holds: its documents by kind, laid out for scoring."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from devflow.index.keeping.segment import postings
from devflow.index.keeping.shelf import Segment, Shelf

_DEAD = -1
# -- a word that is in more chunks than the first, and in more than one of so many, tells nothing
_MANY, _EVERYWHERE = 50_000, 5
_MOST_KNOWN = 500_000
"""Places; what is kept of a large repository must stay small."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Where one key stands in the commit: chunk numbers, the document slot of each, how often."""

    chunks: list[int]
    slots: list[int]
    times: list[int]


class View:
    """The documents of one kind that a commit holds; a *slot* numbers them from 0."""

    def __init__(self, shelf: Shelf, kind: str, paths: Mapping[int, list[str]]) -> None:
        self._shelf, self._kind = shelf, kind
        self.docs: list[int] = []
        self.paths: list[list[str]] = []
        """By slot: where the commit has the document; nearly always one path."""
        self.first_chunk: list[int] = []
        self._chunk_counts: list[int] = []
        self.slots = array("i")
        """By chunk: its document's slot, -1 where the commit does not hold it."""
        self.lengths = array("I")
        self._bases: dict[int, int] = {}
        self._known: dict[tuple[str, bool], Hits] = {}
        """What was looked up before: one ticket asks for the same words several times."""
        self.chunks = 0
        """How many chunks the commit holds."""
        for segment in shelf.segments(kind):
            self._lay(segment, paths)

    def _lay(self, segment: Segment, paths: Mapping[int, list[str]]) -> None:
        self._bases[segment.id] = at = len(self.slots)
        for doc, count in zip(segment.docs, segment.chunks, strict=True):
            held = paths.get(doc) if doc else None
            slot = _DEAD
            if held:
                slot = len(self.docs)
                self.docs.append(doc)
                self.paths.append(held)
                self.first_chunk.append(at)
                self._chunk_counts.append(count)
                self.chunks += count
            self.slots.extend([slot] * count)
            at += count
        self.lengths.extend(segment.lengths)

    @cached_property
    def doc_lengths(self) -> list[int]:
        """By slot: how many words the document has."""
        return [
            sum(self.lengths[first : first + count])
            for first, count in zip(self.first_chunk, self._chunk_counts, strict=True)
        ]

    def hits(self, keys: list[str], *, telling: bool = False) -> dict[str, Hits]:
        """Where each key stands; a key that stands nowhere is left out.

        With `telling`, so is one that stands nearly everywhere in a large repository: it costs the most to
        look at and tells the least.
        """
        if sum(len(hits.slots) for hits in self._known.values()) > _MOST_KNOWN:
            self._known.clear()
        everywhere = max(_MANY, self.chunks // _EVERYWHERE) if telling else None
        unknown = [key for key in keys if (key, telling) not in self._known]
        for key, places in self._shelf.postings(self._kind, unknown).items():
            if everywhere is not None and sum(len(where) for _, where in places) > everywhere:
                continue
            hits = self._known[key, telling] = Hits([], [], [])
            for segment, where in places:
                self._gather(hits, self._bases.get(segment, _DEAD), where)
        found = {key: self._known[key, telling] for key in keys if (key, telling) in self._known}
        return {key: hits for key, hits in found.items() if hits.slots}

    def _gather(self, hits: Hits, base: int, where: array[int]) -> None:
        if base < 0:
            # -- another process added this segment after the tables were read
            return
        slots = self.slots
        for chunk, times in postings(where):
            slot = slots[base + chunk]
            if slot >= 0:
                hits.chunks.append(base + chunk)
                hits.slots.append(slot)
                hits.times.append(times)


def by_doc(docs: array[int], paths: list[str]) -> dict[int, list[str]]:
    """Paths by document number."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for doc, path in zip(docs, paths, strict=True):
        found[doc].append(path)
    return found
