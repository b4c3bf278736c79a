"""Which tests a patch took away by giving them another name, other parameters or another file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from devflow.checks.outcomes.session import HOLLOW, Session

_ALIKE = 0.6
_MOST = 2000
_COMPARED = 50
"""New ids of one function that are compared by their parameters: a suite may hold thousands."""


def replacements(removed: Iterable[str], before: Session, after: Session) -> Mapping[str, str]:
    """For removed ids, the new id that stands in its place, each new id for one at most.

    A replacement passes on the candidate and does something. It is the same test in another file, or, in the
    same file, the same function with other parameters or a function of a similar name.
    """
    fresh = _Fresh(before, after)
    found = {test: fresh.take(test) for test in sorted(removed)[:_MOST]}
    return {test: new for test, new in found.items() if new}


class _Fresh:
    """The tests that came with the patch, each to be taken once."""

    def __init__(self, before: Session, after: Session) -> None:
        self._before, self._after = before, after
        self._moved: dict[str, list[str]] = {}
        self._here: dict[str, dict[str, list[str]]] = {}
        for test in sorted(after.passed - before.items.keys()):
            item = after.items.get(test)
            if item is not None and item.digest != HOLLOW:
                self._moved.setdefault(_inside(test), []).append(test)
                self._here.setdefault(item.file, {}).setdefault(_function(test), []).append(test)

    def take(self, old: str) -> str:
        """The new test that stands in the place of this one; empty without one."""
        new = self._elsewhere(old) or self._beside(old)
        if new:
            self._moved[_inside(new)].remove(new)
            self._here[self._after.items[new].file][_function(new)].remove(new)
        return new

    def _elsewhere(self, old: str) -> str:
        """The same names inside of another file, and the same body as far as it is known."""
        digest = self._before.items[old].digest
        same = self._moved.get(_inside(old), []) if _inside(old) else []
        return next((new for new in same if self._after.items[new].digest == digest), "")

    def _beside(self, old: str) -> str:
        functions = self._here.get(self._before.items[old].file, {})
        name = _function(old)
        if not functions.get(name):
            left = [other for other, tests in functions.items() if tests]
            name = max(left, key=lambda other: _alike(name, other), default="")
            if _alike(_function(old), name) < _ALIKE:
                return ""
        tests = functions[name][:_COMPARED]
        return max(tests, key=lambda new: SequenceMatcher(None, old[-200:], new[-200:]).quick_ratio())


@lru_cache(maxsize=100_000)  # -- the same two for each of their parameters
def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _inside(test: str) -> str:
    """The names inside of the file."""
    return test.partition("::")[2]


def _function(test: str) -> str:
    """The name of the test's function, without its file and its parameters."""
    return test.split("[", maxsplit=1)[0].rpartition("::")[2]
