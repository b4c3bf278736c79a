"""Parts of a text that a reader needs to see: what changed in it, with the lines around, or all of it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence

from devflow.handoffs import Snippet

# -- a file this short is shown whole; a longer one around its changes
_WHOLE_LINES = 250
_MARGIN = 30


def changed_parts(path: str, before: str, after: str) -> list[Snippet]:
    """Exact text of `after` around every line that differs from `before`; all of a short one."""
    now = after.splitlines(keepends=True)
    if len(now) <= _WHOLE_LINES:
        return [snippet(path, now, 0, len(now))]
    matcher = difflib.SequenceMatcher(None, before.splitlines(keepends=True), now)
    spans = [(max(first - _MARGIN, 0), min(last + _MARGIN, len(now))) for first, last in _changed(matcher)]
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return [snippet(path, now, first, last) for first, last in joined]


def whole_files(
    pieces: Sequence[Snippet], files: Mapping[str, str], room: int, size: Callable[[str], int]
) -> list[Snippet]:
    """Every file of the pieces once and whole, in their order, while there is room; else its pieces."""
    shown: dict[str, list[Snippet]] = {}
    for piece in pieces:
        shown.setdefault(piece.path, []).append(piece)
    for path, parts in shown.items():
        whole = files[path].splitlines(keepends=True) if path in files else []
        taken = size(files[path]) if whole else room + 1
        if taken <= room:
            shown[path] = [snippet(path, whole, 0, len(whole))]
        else:
            taken = sum(size(part.text) for part in parts)
        room -= taken
    return [part for parts in shown.values() for part in parts]


def snippet(path: str, lines: list[str], first: int, last: int) -> Snippet:
    """The lines from `first` to before `last` (0-based) as a snippet; what is not UTF-8 is replaced."""
    text = "".join(lines[first:last]).encode("utf-8", "replace").decode()
    return Snippet(path=path, first_line=first + 1, last_line=last, text=text)


def _changed(matcher: difflib.SequenceMatcher[str]) -> list[tuple[int, int]]:
    return [(first, last) for tag, _, _, first, last in matcher.get_opcodes() if tag != "equal"]
