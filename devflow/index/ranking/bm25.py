"""BM25 over chunks and over whole documents, in one pass through the lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

from devflow.index.keeping.view import View

_K = 1.2
_B_CHUNK = 0.6
_B_DOC = 0.6
_SHORTEST = 20
"""Words; shorter chunks are not taken for denser ones."""


@dataclass(slots=True)
class Scores:
    """What a weighted set of words gives to chunks (by number) and to documents (by slot)."""

    chunks: dict[int, float] = field(default_factory=dict)
    docs: dict[int, float] = field(default_factory=dict)
    breadth: dict[int, float] = field(default_factory=dict)
    """By slot: the words found there, each once, by weight and rarity."""
    gave: dict[str, dict[int, float]] = field(default_factory=dict)
    """By word and slot: what the word gave to the document."""

    def telling(self, slot: int) -> list[tuple[float, str]]:
        """What each word gave to a document, most first."""
        return sorted(
            ((given[slot], word) for word, given in self.gave.items() if slot in given), reverse=True
        )


def rarity(total: int, held: int) -> float:
    """How much it says that something is held by so few of all."""
    return log(1 + (total - held + 0.5) / (held + 0.5))


def score(view: View, weights: Mapping[str, float]) -> Scores:
    """Score every chunk and document in which one of the words stands."""
    chunks: defaultdict[int, float] = defaultdict(float)
    docs: defaultdict[int, float] = defaultdict(float)
    breadth: defaultdict[int, float] = defaultdict(float)
    gave: dict[str, dict[int, float]] = {}
    if not view.docs:
        return Scores()
    mean_chunk = max(1.0, sum(view.doc_lengths) / max(1, view.chunks))
    mean_doc = max(1.0, sum(view.doc_lengths) / len(view.docs))
    lengths = view.lengths
    scale_chunk = _K * _B_CHUNK / mean_chunk
    flat = _K * (1 - _B_CHUNK)
    doc_norm = [_K * (1 - _B_DOC + _B_DOC * length / mean_doc) for length in view.doc_lengths]
    for word, hits in view.hits(list(weights), telling=True).items():
        gain = weights[word] * rarity(view.chunks, len(hits.chunks)) * (_K + 1)
        totals: defaultdict[int, int] = defaultdict(int)
        for chunk, slot, times in zip(hits.chunks, hits.slots, hits.times, strict=True):
            totals[slot] += times
            length = lengths[chunk]
            chunks[chunk] += gain * times / (times + flat + scale_chunk * (max(length, _SHORTEST)))
        gain = weights[word] * rarity(len(view.docs), len(totals)) * (_K + 1)
        gave[word] = given = {slot: gain * times / (times + doc_norm[slot]) for slot, times in totals.items()}
        for slot, value in given.items():
            docs[slot] += value
            breadth[slot] += gain
    return Scores(chunks, docs, breadth, gave)
