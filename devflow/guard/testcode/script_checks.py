"""What the nodes of a script's test do: which are reached, which check something, which end the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devflow.guard.testcode.script_nodes import body_of, title_of, words_of

if TYPE_CHECKING:
    from tree_sitter import Node

_CHECKS = ("expect", "assert", "should", "verify", "t.")
_NO_CHECKS = frozenset(
    f"t.{name}"
    for name in ("pass", "end", "plan", "log", "comment", "diagnostic", "timeout", "teardown", "skip", "todo")
)
_CONSTANTS = frozenset({"true", "false", "null", "undefined", "number", "string"})
_LATER = frozenset({"setTimeout", "setImmediate", "queueMicrotask", "process.nextTick"})
_TELLS_END = ("done", "resolve", "next(", "end(", "finish")
_ANYTHING = frozenset({"(expect.anything())", "(expect.any(Object))"})
_ASKING = frozenset({"expect.soft", "expect.poll", "expect.fail", "expect.unreachable"})
_EXITS = frozenset({"process.exit", "process.reallyExit", "process.abort", "process.kill"})


def live(node: Node) -> list[Node]:
    """A node's children that can be reached and whose failure is not caught: no more after a return."""
    children = list(node.children)
    if node.type == "statement_block":
        leaves = (
            n for n, child in enumerate(children) if child.type in ("return_statement", "throw_statement")
        )
        return children[: next(leaves, len(children)) + 1]
    if node.type == "if_statement" and _is_false(node.child_by_field_name("condition")):
        other = node.child_by_field_name("alternative")
        return [other] if other is not None else []
    if node.type == "call_expression" and (_swallows(node) or _never_told(node)):
        return []
    if node.type == "while_statement" and _is_false(node.child_by_field_name("condition")):
        return []
    if node.type == "ternary_expression" and _is_false(node.child_by_field_name("condition")):
        return children[-1:]
    if node.type == "binary_expression" and _is_false(node.child_by_field_name("left")):
        return children[-1:] if words_of(node.child_by_field_name("operator")) == "||" else []
    if node.type == "try_statement":
        handler = node.child_by_field_name("handler")
        told = words_of(handler)
        if handler is not None and not any(
            word in told for word in ("throw", "expect", "assert", "fail", "done")
        ):
            return [child for child in children if child.type == "finally_clause"]
    return children


def _is_false(condition: Node | None) -> bool:
    return words_of(condition).strip("() ") in ("false", "0", "null", "undefined", "''")


def _never_told(call: Node) -> bool:
    """A callback that is called after the test has ended, or for each of nothing."""
    name = words_of(call.child_by_field_name("function"))
    if name.startswith("[]."):
        return True
    return name in _LATER and not any(word in words_of(call) for word in _TELLS_END)


def _swallows(call: Node) -> bool:
    """`….catch(() => {})`: what fails before it is not told."""
    function = call.child_by_field_name("function")
    if function is None or words_of(function.child_by_field_name("property")) != "catch":
        return False
    inside = body_of(call)
    return inside is not None and not any(works(part) for part in inside.named_children)


def ends(call: Node) -> bool:
    """A call that ends the process, or waits for its end to change how it came out."""
    name = words_of(call.child_by_field_name("function"))
    if name in ("t.bailout", "tap.bailout"):
        return True
    late = name in ("process.on", "process.once") and title_of(call) in ("exit", "beforeExit")
    return name in _EXITS or late


def works(node: Node) -> bool:
    return node.is_named and node.type not in ("comment", "empty_statement", "return_statement")


def is_check(call: Node, name: str) -> bool:
    if not name.startswith(_CHECKS) or name.startswith("expect(") or name in _NO_CHECKS:
        return False  # -- expect(x).toBe(y) is counted once, at its inner call
    if name.startswith("expect.") and name not in _ASKING:
        return False  # -- `expect.any(…)` and its kin stand within another
    if name == "expect" and not _asks(call):
        return False
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0].type if arguments and arguments.named_children else ""
    return not (name in ("assert", "assert.ok", "t.ok", "t.true", "expect") and first in _CONSTANTS)


def _asks(call: Node) -> bool:
    """Whether `expect(x)` goes on to say what it expects, awaited where it must be, and could be wrong."""
    words, top = set[str](), call
    while top.parent is not None and top.parent.type in ("member_expression", "call_expression"):
        top = top.parent
        words.add(words_of(top.child_by_field_name("property")))
        if top.type == "call_expression" and words_of(top.child_by_field_name("arguments")) in _ANYTHING:
            return False
    waits = bool(words & {"resolves", "rejects"})
    return len(words) > 1 and not (
        waits and top.parent is not None and top.parent.type == "expression_statement"
    )
