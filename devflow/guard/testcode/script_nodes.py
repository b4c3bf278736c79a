"""The parts of a call in a script: its words, its title, the function and the fields that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


_LONGEST = 4_000


def words_of(node: Node | None, longest: int = _LONGEST) -> str:
    """The source of a node; empty beyond so many bytes, for a tree is asked at each of its levels."""
    if node is None or node.end_byte - node.start_byte > longest:
        return ""
    return (node.text or b"").decode(errors="replace")


def title_of(call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments and arguments.named_children else None
    return words_of(first).strip("'\"`")[:300]


def body_of(call: Node) -> Node | None:
    """The block of the function that the call is given last."""
    arguments = call.child_by_field_name("arguments")
    for child in reversed(arguments.named_children if arguments else ()):
        if child.type in ("arrow_function", "function_expression", "function", "generator_function"):
            return child.child_by_field_name("body")
    return None


def fields_of(call: Node) -> list[Node]:
    """The fields of the objects that a call is given."""
    arguments = call.child_by_field_name("arguments")
    given = [child for child in arguments.named_children if child.type == "object"] if arguments else []
    return [
        field for one in given for field in one.named_children if field.type in ("pair", "method_definition")
    ]
