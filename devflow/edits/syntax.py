"""Whether an edit left a file's syntax worse than it was, by tree-sitter's error nodes."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from devflow.languages import Grammar, grammar

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_BYTES = 2_000_000
_SECONDS = 2.0
_CHUNK = 1 << 16
_MOST_NODES = 200_000
_DIRECTIVE = re.compile(r"(?m)^[ \t]*#[ \t]*(?:define|include|if)")
_CONDITION = re.compile(r"[ \t]*#[ \t]*(if|elif|else|endif)")
# -- comments, strings and characters of C; each ends at the end of its line but for a block comment
_NOT_CODE = re.compile(r'//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')


def damage(path: str, before: str | None, after: str) -> str | None:
    """A sentence where `after` holds more syntax errors than `before`; None where it does not.

    None, too, where nothing can be said: no grammar for the file's name, a text over 2 MB, one that takes
    the parser longer than a few seconds, or one in C that a preprocessor puts together and whose brackets
    are as balanced as they were.
    """
    language = grammar(path)
    if language is None or after == before:
        return None
    # -- a header's name does not say whether it is one of C or of C++
    if path.endswith(".h") and damage(f"{path}pp", before, after) is None:
        return None
    now = _errors(language, after)
    if not now or (language.name in ("c", "cpp") and _may_be_macros(before, after)):
        return None
    was = _errors(language, before) if before is not None else []
    if was is None or len(now) <= len(was):
        return None
    fresh = _first_fresh(after, now, before or "", was)
    line = after.split("\n")[fresh].strip()[:120]
    return f"{path}:{fresh + 1}: the edit breaks the {language.name} syntax near {line!r}."


def _may_be_macros(before: str | None, after: str) -> bool:
    """Whether what a grammar of C calls an error may be a macro's text, which no grammar knows."""
    if not _DIRECTIVE.search(after):
        return False
    if before is None and "#if" in after:
        return True
    was = _unbalanced(before or "")
    return all(now <= then for now, then in zip(_unbalanced(after), was, strict=True))


def _unbalanced(text: str) -> tuple[int, int, int]:
    """How many brackets of each kind lack their partner in a text in C, its conditions all taken as met."""
    code = _met(_NOT_CODE.sub(" ", text))
    one, two, three = (abs(code.count(pair[0]) - code.count(pair[1])) for pair in ("()", "[]", "{}"))
    return one, two, three


def _met(code: str) -> str:
    """The code without the branches of `#else` and `#elif`."""
    kept: list[str] = []
    branches: list[bool] = []
    for line in code.split("\n"):
        word = found.group(1) if (found := _CONDITION.match(line)) else ""
        if word == "endif":
            del branches[-1:]
        elif word in ("else", "elif"):
            branches[-1:] = [True] if branches else []
        elif word:
            branches.append(False)
        elif not any(branches):
            kept.append(line)
    return "\n".join(kept)


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
