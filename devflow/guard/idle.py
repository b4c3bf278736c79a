"""Holding edits that a patch makes in passing: comments and blanks of a file in which it has no work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devflow.guard.change import Change
from devflow.guard.testcode.testfiles import is_test
from devflow.handoffs import ChangedFile, Finding, Verb
from devflow.languages import grammar

# -- a cheap look first: lines that could be nothing but a comment, its inside or its end
_MAYBE_COMMENT = re.compile(r"\s*(?:$|#|//|/\*|\*|--)")
_LARGEST = 500_000


def idle_edits(change: Change) -> Iterator[Finding]:
    """Hold a source file of which only comments or blanks change while the patch works in other files."""
    sources = [file for file in change.files if grammar(file.path) and not is_test(file.path)]
    if len(sources) < 2:
        return  # -- then its work can be nowhere else, and no file needs to be read
    idle = [file for file in sources if file.verb is Verb.MODIFY and _only_comments(change, file)]
    if len(idle) == len(sources):
        return  # -- a ticket about comments
    for file in idle:
        message = "Only comments or blanks change here; the patch's work is in other files."
        yield Finding(code="E_IDLE_EDIT", path=file.path, message=message, level="held")


def _only_comments(change: Change, file: ChangedFile) -> bool:
    before, after = change.before(file), change.after(file)
    if before is None or after is None or max(len(before), len(after)) > _LARGEST:
        return False
    if not all(_MAYBE_COMMENT.match(line) for _, line in change.added_lines(file)):
        return False
    return _code(file.path, before) == _code(file.path, after)


def _code(path: str, text: bytes) -> list[tuple[str, bytes]]:
    """The syntax tree without comments, in order: each node's type and, of a leaf, its text."""
    found = grammar(path)
    if found is None:
        return []
    cursor = found.parser().parse(text).walk()
    nodes: list[tuple[str, bytes]] = []
    while True:
        node = cursor.node
        comment = node is None or "comment" in node.type
        # -- the words of a string stand between its children, if it has any
        leaf = node is not None and (not node.child_count or "string" in node.type)
        if node is not None and not comment:
            nodes.append((node.type, text[node.start_byte : node.end_byte] if leaf else b""))
        if not comment and not leaf and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return nodes
