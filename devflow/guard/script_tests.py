"""The shape of a JavaScript or TypeScript test file, by tree-sitter: it, test, describe and their kin."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from devflow.guard.shapes import FileShape, TestShape
from devflow.languages import Grammar

if TYPE_CHECKING:
    from tree_sitter import Node

SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
"""The grammars that this module reads."""
_TESTS = frozenset({"it", "test", "specify"})
_GROUPS = frozenset({"describe", "context", "suite"})
_SKIPPED = {
    "xit": "it",
    "xtest": "test",
    "xspecify": "specify",
    "xdescribe": "describe",
    "xcontext": "context",
}
_FOCUSED = {"fit": "it", "fdescribe": "describe", "ftest": "test"}
_SKIPPING = frozenset({"skip", "todo", "skipIf", "runIf", "fails", "failing", "only", "fixme", "fail"})
_CHECKS = ("expect", "assert", "should", "verify", "t.")
_EXITS = frozenset({"process.exit", "process.reallyExit", "process.abort"})
_MAX_NODES = 400_000
_PARSE_SECONDS = 5.0
_SLICE = 64 * 1024


def script_shape(text: str, grammar: Grammar) -> FileShape:
    """The tests of a script by their titles; `.only` counts as skipping, for it skips all the others."""
    data = text.encode(errors="replace")
    deadline = time.monotonic() + _PARSE_SECONDS
    try:
        tree = grammar.parser().parse(
            lambda offset, _point: data[offset : offset + _SLICE],
            progress_callback=lambda _offset, _error: time.monotonic() > deadline,
        )
    except ValueError:
        return FileShape(readable=False)
    return _Reader().read(tree.root_node)


class _Reader:
    def __init__(self) -> None:
        self._shape = FileShape()
        self._nodes = 0

    def read(self, root: Node) -> FileShape:
        # -- an own stack: hostile nesting must not meet Python's recursion limit
        todo: list[tuple[Node, tuple[str, ...], tuple[str, ...]]] = [(root, (), ())]
        while todo and self._nodes < _MAX_NODES:
            node, groups, skips = todo.pop()
            self._nodes += 1
            if node.type == "call_expression":
                kind, marks = _kind(node)
                skips = (*skips, *marks)
                if kind in _TESTS:
                    self._keep(node, groups, skips)
                    continue
                if kind in _GROUPS:
                    groups = (*groups, _title(node))
                elif _text(node.child_by_field_name("function")) in _EXITS:
                    self._shape.exits += 1
                elif marks:
                    self._shape.skips_outside += 1
            todo += [(child, groups, skips) for child in reversed(node.children)]
        self._shape.readable = self._nodes < _MAX_NODES
        return self._shape

    def _keep(self, call: Node, groups: tuple[str, ...], skips: tuple[str, ...]) -> None:
        body = _body(call)
        checks, own = 0, list[str]()
        parts = [] if body is None else body.children if body.type == "statement_block" else [body]
        work = any(_works(part) for part in parts)
        todo = list(reversed(parts))
        while todo and self._nodes < _MAX_NODES:
            node = todo.pop()
            self._nodes += 1
            if node.type == "call_expression":
                name = _text(node.child_by_field_name("function"))
                checks += _is_check(node, name)
                self._shape.exits += name in _EXITS
                if name in ("this.skip", "t.skip", "test.skip", "ctx.skip", "context.skip", "test.fixme"):
                    own.append(name)
            todo += reversed(node.children)
        name = " > ".join((*groups, _title(call)))
        words = " ".join(_text(call).split())
        self._shape.add(name, TestShape(checks, not work, tuple(sorted((*skips, *own))), body=words))


def _kind(call: Node) -> tuple[str, tuple[str, ...]]:
    """`it`, `describe`… and the marks on it, such as skip in `it.skip.each([...])(...)`."""
    node = call.child_by_field_name("function")
    marks: list[str] = []
    while node is not None and node.type in ("member_expression", "call_expression"):
        if node.type == "member_expression":
            marks.append(_text(node.child_by_field_name("property")))
            node = node.child_by_field_name("object")
        else:
            node = node.child_by_field_name("function")
    name = _text(node) if node is not None and node.type == "identifier" else ""
    skips = [mark for mark in marks if mark in _SKIPPING]
    if name in _SKIPPED:
        return _SKIPPED[name], ("skip",)
    if name in _FOCUSED:
        return _FOCUSED[name], ("only",)
    if name not in _TESTS | _GROUPS:
        return "", ()
    if "describe" in marks:  # -- test.describe is how Playwright groups
        return "describe", tuple(skips)
    if _body(call) is None and "todo" not in skips and "skip" not in skips:
        return "", ()  # -- it.each([...]) before it is called with a title
    return name, tuple(skips)


def _body(call: Node) -> Node | None:
    """The block of the function that the call is given last."""
    arguments = call.child_by_field_name("arguments")
    for child in reversed(arguments.named_children if arguments else ()):
        if child.type in ("arrow_function", "function_expression", "function", "generator_function"):
            return child.child_by_field_name("body")
    return None


def _title(call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments and arguments.named_children else None
    return _text(first).strip("'\"`")[:300]


def _works(node: Node) -> bool:
    return node.is_named and node.type not in ("comment", "empty_statement", "return_statement")


def _is_check(call: Node, name: str) -> bool:
    if not name.startswith(_CHECKS) or name.startswith("expect("):
        return False  # -- expect(x).toBe(y) is counted once, at its inner call
    first = _title(call)
    return not (name in ("assert", "assert.ok", "t.ok", "t.true") and first in ("true", "1"))


def _text(node: Node | None) -> str:
    return (node.text or b"").decode(errors="replace") if node is not None else ""
