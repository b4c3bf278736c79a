"""Whether an edit left a file's syntax worse than it was, by tree-sitter's error nodes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from devflow.languages import Grammar, grammar

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_BYTES = 2_000_000
_SECONDS = 2.0
_CHUNK = 1 << 16
_MOST_NODES = 200_000


def damage(path: str, before: str | None, after: str) -> str | None:
    """A sentence where `after` holds more syntax errors than `before`; None where it does not.

    None, too, where nothing can be said: no grammar for the file's name, a text over 2 MB, one that takes
    the parser longer than a few seconds, or a new one in C that a preprocessor puts together.
    """
    language = grammar(path)
    if language is None or after == before:
        return None
    # -- a header's name does not say whether it is one of C or of C++
    if path.endswith(".h") and damage(f"{path}pp", before, after) is None:
        return None
    if before is None and language.name in ("c", "cpp") and "#if" in after:
        return None
    now = _errors(language, after)
    if not now:
        return None
    was = _errors(language, before) if before is not None else []
    if was is None or len(now) <= len(was):
        return None
    fresh = _first_fresh(after, now, before or "", was)
    line = after.split("\n")[fresh].strip()[:120]
    return f"{path}:{fresh + 1}: the edit breaks the {language.name} syntax near {line!r}."


def _errors(language: Grammar, text: str) -> list[int] | None:
    """The row of each error, in order; None: it took too long or is too large to tell."""
    data = text.encode("utf-8", "surrogateescape")
    if len(data) > _MOST_BYTES:
        return None
    until = time.monotonic() + _SECONDS

    def read(offset: int, _point: object) -> bytes:
        return data[offset : offset + _CHUNK]

    try:
        # -- a parser asks its callback only when it reads through a function
        tree = language.parser().parse(read, progress_callback=lambda _at, _bad: time.monotonic() > until)
    except ValueError:
        return None
    rows: list[int] = []
    waiting: list[Node] = [tree.root_node]
    for _ in range(_MOST_NODES):
        if not waiting:
            return sorted(rows)
        node = waiting.pop()
        if node.is_error or node.is_missing:
            rows.append(node.start_point[0])
        if node.has_error:
            waiting += node.children
    return None


def _first_fresh(after: str, now: list[int], before: str, was: list[int]) -> int:
    """The first row with an error whose line had none before."""
    lines, old = after.split("\n"), before.split("\n")
    known = {old[row] for row in was if row < len(old)}
    for row in now:
        if row < len(lines) and lines[row] not in known:
            return row
    return min(now[0], len(lines) - 1)
