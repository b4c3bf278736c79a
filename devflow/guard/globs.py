"""Which paths a scope's patterns speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from devflow.handoffs import Permit, Scope, Verb


def speaking(scope: Scope, path: str, verb: Verb) -> list[Permit]:
    """The permits of a scope that speak of this verb on this path, whatever their bounds."""
    return [each for each in scope.permits if verb in each.verbs and matches(each.pattern, path)]


def permits(scope: Scope, path: str, verb: Verb) -> bool:
    """Whether some permit of the scope speaks of this verb on this path."""
    return bool(speaking(scope, path, verb))


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern speaks of the path; case counts.

    `*` and `?` stay inside a folder, `**` as a whole part crosses folders, and all else, brackets too,
    stands for itself. A path with empty, `.` or `..` parts is matched by nothing.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return False
    wanted = pattern.split("/")
    if wanted[-1] == "**":
        wanted.append("*")  # -- `src/**` speaks of what is inside src, not of src
    return stepwise(wanted, parts, "**", _part_matches)


def expression(pattern: str) -> str:
    """The same pattern as a regular expression: for our own lists, matched against thousands of paths."""
    return "".join(_PIECES.get(piece, re.escape(piece)) for piece in _PIECE.split(pattern))


_PIECE = re.compile(r"(^\*\*$|^\*\*/|/\*\*/|/\*\*$|\*)")
_PIECES = {"**": ".+", "**/": "(?:.*/)?", "/**/": "/(?:.*/)?", "/**": "/.+", "*": "[^/]*"}


def _part_matches(pattern: str, part: str) -> bool:
    return stepwise(pattern, part, "*", lambda wanted, char: wanted in ("?", char))


def stepwise(
    pattern: Sequence[str], items: Sequence[str], star: str, one: Callable[[str, str], bool]
) -> bool:
    """Whether all items match the pattern, where `star` stands for any number of them.

    It goes back to the latest star only, so no pattern can make it slow.
    """
    at, item = 0, 0
    star_at, star_item = -1, 0
    while item < len(items):
        if at < len(pattern) and pattern[at] == star:
            star_at, star_item = at, item
            at += 1
        elif at < len(pattern) and one(pattern[at], items[item]):
            at += 1
            item += 1
        elif star_at >= 0:
            star_item += 1
            at, item = star_at + 1, star_item
        else:
            return False
    return all(left == star for left in pattern[at:])
