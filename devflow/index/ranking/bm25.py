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
    best: dict[int, tuple[float, str]] = field(default_factory=dict)
    """By slot: the word that gave most, and what it gave."""


def score(view: View, weights: Mapping[str, float]) -> Scores:
    """Score every chunk and document in which one of the words stands."""
    chunks: defaultdict[int, float] = defaultdict(float)
    docs: defaultdict[int, float] = defaultdict(float)
    breadth: defaultdict[int, float] = defaultdict(float)
    best: dict[int, tuple[float, str]] = {}
    if not view.docs:
        return Scores()
    mean_chunk = max(1.0, sum(view.doc_lengths) / max(1, view.chunks))
    mean_doc = max(1.0, sum(view.doc_lengths) / len(view.docs))
    lengths = view.lengths
    scale_chunk = _K * _B_CHUNK / mean_chunk
    flat = _K * (1 - _B_CHUNK)
    doc_norm = [_K * (1 - _B_DOC + _B_DOC * length / mean_doc) for length in view.doc_lengths]
    for word, hits in view.hits(list(weights), telling=True).items():
        gain = (
            weights[word]
            * log(1 + (view.chunks - len(hits.chunks) + 0.5) / (len(hits.chunks) + 0.5))
            * (_K + 1)
        )
        totals: defaultdict[int, int] = defaultdict(int)
        for chunk, slot, times in zip(hits.chunks, hits.slots, hits.times, strict=True):
            totals[slot] += times
            length = lengths[chunk]
            chunks[chunk] += gain * times / (times + flat + scale_chunk * (max(length, _SHORTEST)))
        gain = weights[word] * log(1 + (len(view.docs) - len(totals) + 0.5) / (len(totals) + 0.5)) * (_K + 1)
        for slot, times in totals.items():
            given = gain * times / (times + doc_norm[slot])
            docs[slot] += given
            breadth[slot] += gain
            if given > best.get(slot, (0.0, ""))[0]:
                best[slot] = (given, word)
    return Scores(chunks, docs, breadth, best)
