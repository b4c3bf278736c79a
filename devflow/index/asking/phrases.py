"""Runs of three words that a ticket shares with code: its messages, pasted lines, quoted documentation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import sqrt

from devflow.index.reading.words import listed

Phrase = tuple[str, str, str]

_WORD = re.compile(r"\w+")
_DULL = listed(
    """
    a and as be by class def false for from if import in is it none not of on or return self that the this to
    true with
    """
)


def phrases(text: str) -> frozenset[Phrase]:
    """The runs of three words that say something: at most one of them is dull or a single letter."""
    words = _WORD.findall(text.lower())
    runs = set(zip(words, words[1:], words[2:], strict=False))
    return frozenset(run for run in runs if sum(len(word) < 2 or word in _DULL for word in run) < 2)


def shared(wanted: frozenset[Phrase], texts: Sequence[str]) -> list[float]:
    """By text: how many of the phrases it has, each weighing less the more texts have it; the most is 1."""
    found = []
    for text in texts:
        words = _WORD.findall(text.lower())
        found.append(wanted.intersection(zip(words, words[1:], words[2:], strict=False)))
    times = Counter(phrase for each in found for phrase in each)
    given = [sum(1 / sqrt(times[phrase]) for phrase in each) for each in found]
    top = max(given, default=0.0) or 1.0
    return [value / top for value in given]
