"""What was said of each file: the messages of all past commits that touched it, searched as one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt

from devflow.index.keeping.catalog import Catalog
from devflow.index.keeping.view import View
from devflow.index.ranking.bm25 import rarity

_K, _B = 1.2, 0.75
_MOST_TIMES = 2
"""A message that repeats a word says no more than one that has it twice."""
_MOST_TOUCHED = 20
"""Files; the message of a commit of more is about none of them."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A past commit: the files that it touched, and how much its message counts for each."""

    paths: list[str]
    share: float


def told(
    catalog: Catalog, commit: str, words: Mapping[str, float], paths: Collection[str]
) -> dict[str, float]:
    """By path: BM25 of the words on what was said of it; a commit counts less the more files it touched."""
    view = catalog.view(commit, "commit")
    changes = _changes(catalog, commit, view, paths)
    lengths: defaultdict[str, float] = defaultdict(float)
    for slot, change in changes.items():
        for path in change.paths:
            lengths[path] += change.share * view.doc_lengths[slot]
    mean = sum(lengths.values()) / len(lengths) if lengths else 1.0
    found: defaultdict[str, float] = defaultdict(float)
    for word, hits in view.hits(list(words)).items():
        gain = words[word] * rarity(len(view.docs), len(hits.slots))
        held: defaultdict[str, float] = defaultdict(float)
        for slot, times in zip(hits.slots, hits.times, strict=True):
            if touching := changes.get(slot):
                for path in touching.paths:
                    held[path] += touching.share * min(times, _MOST_TIMES)
        for path, often in held.items():
            found[path] += gain * often / (often + _K * (1 - _B + _B * lengths[path] / mean))
    return found


def _changes(catalog: Catalog, commit: str, view: View, paths: Collection[str]) -> dict[int, _Change]:
    """By slot: the commits that touched few files, and some of these."""
    changes = {}
    # -- the paths of all commits lie together under the base, and are read by others too
    touched = dict(zip(catalog.past_commits(commit), catalog.changes(commit), strict=False))
    for slot, (name, *_) in enumerate(view.paths):
        all_ = touched.get(name, ())
        if len(all_) <= _MOST_TOUCHED and (known := [path for path in all_ if path in paths]):
            changes[slot] = _Change(known, 1 / sqrt(len(all_)))
    return changes
