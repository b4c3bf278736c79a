"""The shape of a JavaScript or TypeScript test file, by tree-sitter: it, test, describe and their kin."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from devflow.guard.testcode.script_checks import ends, is_check, live, works
from devflow.guard.testcode.script_nodes import body_of, fields_of, title_of, words_of
from devflow.guard.testcode.shapes import FileShape, TestShape
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
_MOCKS = frozenset({"jest.mock", "vi.mock", "jest.doMock", "vi.doMock", "mock.module", "jest.setMock"})
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
                    groups = (*groups, title_of(node))
                else:
                    self._outside(node, marks, at_the_top=not groups)
            elif node.type == "if_statement":
                skips = (*skips, "if")
            elif node.type in ("function_declaration", "variable_declarator"):
                self._shape.defines |= _defined(node)
            elif node.type == "assignment_expression":
                self._assigned(words_of(node.child_by_field_name("left")))
            todo += [(child, groups, skips) for child in reversed(node.children)]
        self._shape.readable = self._nodes < _MAX_NODES
        return self._shape

    def _assigned(self, name: str) -> None:
        """Something is bound anew."""
        self._shape.exits += name == "process.exitCode"
        if name.removeprefix("globalThis.").removeprefix("global.").startswith(_REPLACED):
            self._replace(name)

    def _outside(self, call: Node, marks: tuple[str, ...], *, at_the_top: bool) -> None:
        """A call that is neither a test nor a group of them."""
        self._shape.defines |= _matchers(call)
        if ends(call):
            self._shape.exits += 1
        elif marks:
            self._shape.skips_outside += 1
        elif at_the_top and words_of(call.child_by_field_name("function")) in _MOCKS:
            self._replace(title_of(call))

    def _replace(self, name: str) -> None:
        self._shape.replaces |= {name[:100]}

    def _keep(self, call: Node, groups: tuple[str, ...], skips: tuple[str, ...]) -> None:
        inside = body_of(call)
        checks, own, called, replaced = 0, list[str](), set[str](), set[str]()
        parts = [] if inside is None else live(inside) if inside.type == "statement_block" else [inside]
        work = any(works(part) for part in parts)
        skips = (*skips, *_options(call))
        todo = list(reversed(parts))
        while todo and self._nodes < _MAX_NODES:
            node = todo.pop()
            self._nodes += 1
            if node.type == "call_expression":
                name = words_of(node.child_by_field_name("function"))
                checks += is_check(node, name)
                self._shape.exits += ends(node)
                called.add(name.rpartition(".")[2])
                replaced |= _spied(node, name)
                if name in ("this.skip", "t.skip", "test.skip", "ctx.skip", "context.skip", "test.fixme"):
                    own.append(name)
            todo += reversed(live(node))
        name = " > ".join((*groups, title_of(call)))
        words = " ".join(words_of(call, longest=call.end_byte).split())
        marks = tuple(sorted((*skips, *own)))
        stand_ins = frozenset(called & replaced)
        self._shape.add(name, TestShape(checks, not (work or checks), marks, body=words, stand_ins=stand_ins))


def _defined(node: Node) -> frozenset[str]:
    """The name of a function that is declared there, or bound."""
    value = node.child_by_field_name("value")
    if value is not None and value.type not in ("arrow_function", "function_expression"):
        return frozenset()
    name = node.child_by_field_name("name")
    return frozenset({words_of(name)}) if name is not None and name.type == "identifier" else frozenset()


def _matchers(call: Node) -> frozenset[str]:
    """The matchers that `expect.extend({ toBe: … })` puts in the place of others, or beside them."""
    if words_of(call.child_by_field_name("function")) != "expect.extend":
        return frozenset()
    names = (each.child_by_field_name("key") or each.child_by_field_name("name") for each in fields_of(call))
    return frozenset(map(words_of, names))


def _spied(call: Node, name: str) -> set[str]:
    """The method that `spyOn(a, "f")` or `stub(a, "f")` puts a stand-in for."""
    if not name.endswith((".spyOn", ".stub", ".replace", "mock.method")):
        return set()
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children[1:2] if arguments else []
    # -- a spy that only looks on is none
    answers = call.parent is not None and call.parent.type == "member_expression"
    return (
        {words_of(each).strip("'\"`") for each in given} if answers or not name.endswith(".spyOn") else set()
    )


def _kind(call: Node) -> tuple[str, tuple[str, ...]]:
    """`it`, `describe`… and the marks on it, such as skip in `it.skip.each([...])(...)`."""
    node = call.child_by_field_name("function")
    marks: list[str] = []
    while node is not None and node.type in ("member_expression", "call_expression"):
        if node.type == "member_expression":
            marks.append(words_of(node.child_by_field_name("property")))
            node = node.child_by_field_name("object")
        else:
            node = node.child_by_field_name("function")
    name = words_of(node) if node is not None and node.type == "identifier" else ""
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
    if body_of(call) is None and "todo" not in skips and "skip" not in skips:
        return "", ()  # -- it.each([...]) before it is called with a title
    return name, tuple(skips)


def _options(call: Node) -> tuple[str, ...]:
    """`{ skip: true }` and its kin, as node's runner and Playwright take them."""
    return tuple(
        key
        for pair in fields_of(call)
        if (key := words_of(pair.child_by_field_name("key")).strip("'\"")) in _SKIPPING
        and words_of(pair.child_by_field_name("value")) not in ("false", "undefined")
    )
