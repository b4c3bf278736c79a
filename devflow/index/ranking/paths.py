"""What of a ticket's words stands in the paths of a commit, without taking every path apart."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from functools import lru_cache
from itertools import accumulate
from math import sqrt

from devflow.index.ranking.bm25 import rarity
from devflow.index.reading.words import identifiers, parts


@lru_cache(maxsize=1 << 17)
def words_of(part: str) -> frozenset[str]:
    """The words of a name or of a folder's path."""
    return frozenset(word for name in identifiers(part) for word in parts(name))


def split(path: str) -> tuple[str, str]:
    """The folder of a path, and its name without its ending."""
    folder, _, name = path.rpartition("/")
    return folder, name.rpartition(".")[0] or name


class PathWords:
    """Which of a few wanted words stand in which paths, and how rare each is among them."""

    def __init__(self, paths: Collection[str], wanted: Set[str]) -> None:
        split_paths = [split(path) for path in paths]
        self._held = _holding({part for pair in split_paths for part in pair}, wanted)
        counts = Counter(
            word
            for folder, stem in split_paths
            if folder in self._held or stem in self._held
            for word in self.folder(folder) | self.stem(stem)
        )
        total = len(split_paths)
        self._rare = {word: rarity(total, n) for word, n in counts.items()}

    def folder(self, folder: str) -> frozenset[str]:
        """The wanted words of a folder."""
        return self._held.get(folder, frozenset())

    def stem(self, stem: str) -> frozenset[str]:
        """The wanted words of a file's name."""
        return self._held.get(stem, frozenset())

    def weigh(self, words: Iterable[str], weights: Mapping[str, float]) -> float:
        """What the words say together: each by its weight and by how rare it is."""
        return sum(weights.get(word, 0.0) * self._rare[word] for word in words)

    def weigh_stem(self, stem: str, weights: Mapping[str, float]) -> float:
        """The same for a file's name, which says the less the more words it has beside them."""
        held = self.stem(stem)
        return self.weigh(held, weights) / sqrt(1 + len(words_of(stem))) if held else 0.0


def _holding(parts_: Collection[str], wanted: Set[str]) -> dict[str, frozenset[str]]:
    """By part of a path: those of the wanted words that stand in it; parts with none are left out."""
    order = list(parts_)
    lowered = [part.lower() for part in order]
    starts = list(accumulate((len(part) + 1 for part in lowered), initial=0))
    text = "\n".join(lowered)
    likely: set[int] = set()
    for word in wanted:
        # -- a stem differs from what is written in its last letter at most
        head = word[:-1] if len(word) > 2 else word
        at = text.find(head)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            likely.add(place)
            at = text.find(head, starts[place + 1])
    held = ((order[place], words_of(order[place]) & wanted) for place in likely)
    return {part: words for part, words in held if words}
