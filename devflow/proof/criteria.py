"""Which test or which changed definition meets an acceptance criterion; where none does, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devflow.handoffs import ChangedSymbol, CheckResult, Criterion, Evidence, IdChange, Outcome

_MOST_TESTS = 6
_MOST_PLACES = 3
_CLOSE = 0.7
_WORD = re.compile(r"[a-z]{3,}|[A-Z][a-z]{2,}|[A-Z]{3,}")
# -- words that a test's name and a criterion may share without the one showing the other
_COMMON = frozenset(
    re.split(
        r"\s+",
        "the and are for with when that this should must have from user will then test tests its not has can "
        "into each every all any does given gives give get gets was were been them their there which where",
    )
)


def evidence(
    criteria: Sequence[Criterion], results: Sequence[CheckResult], symbols: Sequence[ChangedSymbol]
) -> tuple[Evidence, ...]:
    """For each criterion the tests that show it, and the definitions that it speaks of."""
    proving = [test for result in results for test in result.new_tests if proves(test)]
    texts = [each.text for each in criteria]
    return tuple(
        Evidence(criterion=text, shown_by=_tests(text, proving), touched=_places(text, symbols))
        for text in texts
    )


def proves(test: IdChange) -> bool:
    """Whether a test is red, or absent, without the patch and green with it."""
    return test.after is Outcome.PASSED and test.before is not Outcome.PASSED


def _tests(criterion: str, proving: Sequence[IdChange]) -> tuple[str, ...]:
    """Those whose names share two telling words with the criterion, the closest first.

    One that shares far fewer than another speaks of the same things, and not of this.
    """
    words = _telling(criterion)
    shared = [(len(words & _telling(_own_name(test.id))), test.id) for test in proving]
    enough = max(2.0, _CLOSE * max((number for number, _ in shared), default=0))
    close = sorted((pair for pair in shared if pair[0] >= enough), key=lambda pair: (-pair[0], pair[1]))
    return tuple(name for _, name in close[:_MOST_TESTS])


def _places(criterion: str, symbols: Sequence[ChangedSymbol]) -> tuple[str, ...]:
    """Changed definitions that the criterion names, the closest first; a removed one meets nothing."""
    words = _telling(criterion)
    shared = [
        (len(words & _telling(symbol.name)), f"{symbol.path}:{symbol.first_line} {symbol.name}")
        for symbol in symbols
        if symbol.change != "removed" and "test" not in _all_words(symbol.path.rpartition("/")[2])
    ]
    close = sorted((pair for pair in shared if pair[0]), key=lambda pair: (-pair[0], pair[1]))
    return tuple(place for _, place in close[:_MOST_PLACES])


def _own_name(test: str) -> str:
    """A test's name without its file and its parameters."""
    return test.rpartition("::")[2].partition("[")[0]


def _all_words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _telling(text: str) -> set[str]:
    """The words of a text without common ones, each cut to its stem."""
    return {_stem(word) for word in _all_words(text) - _COMMON}


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word.removesuffix("e") if len(word) > 4 else word
