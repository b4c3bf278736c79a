"""Which tests a patch took away by giving them another name, other parameters or another file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from devflow.checks.session import HOLLOW, Session

_ALIKE = 0.6
_MOST = 2000


def replacements(removed: Iterable[str], before: Session, after: Session) -> Mapping[str, str]:
    """For removed ids, the new id that stands in its place, each new id for one at most.

    A replacement passes on the candidate and does something. It is the same test in another file, or, in the
    same file, the same function with other parameters or a function of a similar name.
    """
    fresh = {
        test: after.items[test]
        for test in sorted(after.passed - set(before.items))
        if test in after.items and after.items[test].digest != HOLLOW
    }
    found: dict[str, str] = {}
    for test in sorted(removed)[:_MOST]:
        old = before.items[test]
        moved = (new for new, item in fresh.items() if _moved(test, new) and item.digest == old.digest)
        beside = [new for new, item in fresh.items() if item.file == old.file]
        best = next(moved, "") or max(beside, key=lambda new: _alike(test, new), default="")
        if best and (best not in beside or _alike(test, best) >= _ALIKE):
            found[test] = best
            del fresh[best]
    return found


def _moved(old: str, new: str) -> bool:
    """Whether both have the same names inside of their files."""
    inside = old.partition("::")[2]
    return bool(inside) and inside == new.partition("::")[2]


def _alike(old: str, new: str) -> float:
    """1 and above for another parameter of the same function, else how much the names have in common."""
    old_function, new_function = _function(old), _function(new)
    if old_function == new_function:
        return 1 + SequenceMatcher(None, old[-200:], new[-200:]).quick_ratio()
    return SequenceMatcher(None, old_function, new_function).ratio()


def _function(test: str) -> str:
    """The name of the test's function, without its file and its parameters."""
    return test.split("[", maxsplit=1)[0].rpartition("::")[2]
