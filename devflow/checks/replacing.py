"""Which tests a patch took away by giving them another name or other parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from devflow.checks.session import HOLLOW, Session

_ALIKE = 0.6
_MOST = 2000


def replacements(removed: Iterable[str], before: Session, after: Session) -> Mapping[str, str]:
    """For removed ids, the new id of the same file that stands in its place, each new id for one at most.

    A replacement passes on the candidate, does something, and is the same function with other parameters or a
    function of a similar name.
    """
    fresh: dict[str, list[str]] = {}
    for test in sorted(after.passed - set(before.items)):
        item = after.items.get(test)
        if item is not None and item.digest != HOLLOW:
            fresh.setdefault(item.file, []).append(test)
    found: dict[str, str] = {}
    for test in sorted(removed)[:_MOST]:
        candidates = fresh.get(before.items[test].file, [])
        best = max(candidates, key=lambda new: _alike(test, new), default="")
        if best and _alike(test, best) >= _ALIKE:
            found[test] = best
            candidates.remove(best)
    return found


def _alike(old: str, new: str) -> float:
    """1 and above for another parameter of the same function, else how much the names have in common."""
    old_function, new_function = _function(old), _function(new)
    if old_function == new_function:
        return 1 + SequenceMatcher(None, old[-200:], new[-200:]).quick_ratio()
    return SequenceMatcher(None, old_function, new_function).ratio()


def _function(test: str) -> str:
    """The name of the test's function, without its file and its parameters."""
    return test.split("[", maxsplit=1)[0].rpartition("::")[2]
