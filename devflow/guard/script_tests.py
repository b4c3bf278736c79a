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
_NO_CHECKS = frozenset(
    f"t.{name}"
    for name in ("pass", "end", "plan", "log", "comment", "diagnostic", "timeout", "teardown", "skip", "todo")
)
_EXITS = frozenset({"process.exit", "process.reallyExit", "process.abort", "process.kill"})
_MOCKS = frozenset({"jest.mock", "vi.mock", "jest.doMock", "vi.doMock", "mock.module", "jest.setMock"})
_CONSTANTS = frozenset({"true", "false", "null", "undefined", "number", "string"})
_REPLACED = ("expect", "assert", "it", "test", "describe")
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
                else:
                    self._outside(node, marks, at_the_top=not groups)
            elif node.type == "if_statement":
                skips = (*skips, "if")
            elif node.type == "assignment_expression":
                left = _text(node.child_by_field_name("left"))
                self._shape.exits += left == "process.exitCode"
                if left.removeprefix("globalThis.").removeprefix("global.").startswith(_REPLACED):
                    self._replace(left)
            todo += [(child, groups, skips) for child in reversed(node.children)]
        self._shape.readable = self._nodes < _MAX_NODES
        return self._shape

    def _outside(self, call: Node, marks: tuple[str, ...], *, at_the_top: bool) -> None:
        """A call that is neither a test nor a group of them."""
        if _ends(call):
            self._shape.exits += 1
        elif marks:
            self._shape.skips_outside += 1
        elif at_the_top and _text(call.child_by_field_name("function")) in _MOCKS:
            self._replace(_title(call))

    def _replace(self, name: str) -> None:
        self._shape.replaces |= {name[:100]}

    def _keep(self, call: Node, groups: tuple[str, ...], skips: tuple[str, ...]) -> None:
        body = _body(call)
        checks, own, called, replaced = 0, list[str](), set[str](), set[str]()
        parts = [] if body is None else _live(body) if body.type == "statement_block" else [body]
        work = any(_works(part) for part in parts)
        skips = (*skips, *_options(call))
        todo = list(reversed(parts))
        while todo and self._nodes < _MAX_NODES:
            node = todo.pop()
            self._nodes += 1
            if node.type == "call_expression":
                name = _text(node.child_by_field_name("function"))
                checks += _is_check(node, name)
                self._shape.exits += _ends(node)
                called.add(name.rpartition(".")[2])
                replaced |= _spied(node, name)
                if name in ("this.skip", "t.skip", "test.skip", "ctx.skip", "context.skip", "test.fixme"):
                    own.append(name)
            todo += reversed(_live(node))
        name = " > ".join((*groups, _title(call)))
        words = " ".join(_text(call).split())
        marks = tuple(sorted((*skips, *own)))
        stand_ins = frozenset(called & replaced)
        self._shape.add(name, TestShape(checks, not work, marks, body=words, stand_ins=stand_ins))


def _spied(call: Node, name: str) -> set[str]:
    """The method that `spyOn(a, "f")` or `stub(a, "f")` puts a stand-in for."""
    if not name.endswith((".spyOn", ".stub", ".replace", "mock.method")):
        return set()
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children[1:2] if arguments else []
    # -- a spy that only looks on is none
    answers = call.parent is not None and call.parent.type == "member_expression"
    return {_text(each).strip("'\"`") for each in given} if answers or not name.endswith(".spyOn") else set()


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
    if name in ("t", "tap") and "test" in marks:
        name = "test"  # -- as tap names it
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


def _live(node: Node) -> list[Node]:
    """A node's children that can be reached and whose failure is not caught: no more after a return."""
    children = list(node.children)
    if node.type == "statement_block":
        leaves = (
            n for n, child in enumerate(children) if child.type in ("return_statement", "throw_statement")
        )
        return children[: next(leaves, len(children)) + 1]
    if node.type == "if_statement":
        condition = _text(node.child_by_field_name("condition")).strip("() ")
        if condition in ("false", "0", "null", "undefined", "''"):
            other = node.child_by_field_name("alternative")
            return [other] if other is not None else []
    if node.type == "call_expression" and _swallows(node):
        return []
    if node.type == "try_statement":
        handler = node.child_by_field_name("handler")
        told = _text(handler)
        if handler is not None and not any(
            word in told for word in ("throw", "expect", "assert", "fail", "done")
        ):
            return [child for child in children if child.type == "finally_clause"]
    return children


def _swallows(call: Node) -> bool:
    """`….catch(() => {})`: what fails before it is not told."""
    function = call.child_by_field_name("function")
    if function is None or _text(function.child_by_field_name("property")) != "catch":
        return False
    body = _body(call)
    return body is not None and not any(_works(part) for part in body.named_children)


def _options(call: Node) -> tuple[str, ...]:
    """`{ skip: true }` and its kin, as node's runner and Playwright take them."""
    arguments = call.child_by_field_name("arguments")
    given = [child for child in arguments.named_children if child.type == "object"] if arguments else []
    pairs = [pair for one in given for pair in one.named_children if pair.type == "pair"]
    return tuple(
        key
        for pair in pairs
        if (key := _text(pair.child_by_field_name("key")).strip("'\"")) in _SKIPPING
        and _text(pair.child_by_field_name("value")) not in ("false", "undefined")
    )


def _ends(call: Node) -> bool:
    """A call that ends the process, or waits for its end to change how it came out."""
    name = _text(call.child_by_field_name("function"))
    if name in ("t.bailout", "tap.bailout"):
        return True
    late = name in ("process.on", "process.once") and _title(call) in ("exit", "beforeExit")
    return name in _EXITS or late


def _title(call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments and arguments.named_children else None
    return _text(first).strip("'\"`")[:300]


def _works(node: Node) -> bool:
    return node.is_named and node.type not in ("comment", "empty_statement", "return_statement")


def _is_check(call: Node, name: str) -> bool:
    if not name.startswith(_CHECKS) or name.startswith("expect(") or name in _NO_CHECKS:
        return False  # -- expect(x).toBe(y) is counted once, at its inner call
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0].type if arguments and arguments.named_children else ""
    return not (name in ("assert", "assert.ok", "t.ok", "t.true", "expect") and first in _CONSTANTS)


def _text(node: Node | None) -> str:
    return (node.text or b"").decode(errors="replace") if node is not None else ""
