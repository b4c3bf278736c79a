"""What a file defines and imports, read from its syntax tree without ever leaving its upper levels."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from devflow.index.reading.shapes import SHAPES, Shape
from devflow.index.reading.words import listed
from devflow.languages import Grammar

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_PARSE = 1_000_000
"""Bytes; a larger file is indexed by its words."""
PARSE_SECONDS = 3.0
_DEEPEST = 24
_MOST_DEFINITIONS = 4_000
_MOST_IMPORTS = 200
_LONG_FUNCTION = 60
_LONG_VALUE = 4
_SLICE = 1 << 14


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition and its lines (1-based, inclusive)."""

    name: str
    kind: str
    """function, class or value."""
    container: str
    """The class, module or impl around it, dotted; empty at the top."""
    first_line: int
    last_line: int

    @property
    def qualified(self) -> str:
        """The name with its container, dotted."""
        return f"{self.container}.{self.name}" if self.container else self.name


@dataclass(slots=True)
class Outline:
    """A file's definitions in order of their first lines, short values' names, and its imports' text."""

    symbols: list[Symbol] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    note: str = ""
    """Why the outline is not whole, when it is not."""


def outline(data: bytes, grammar: Grammar) -> Outline:
    """The outline of one file; a file that is too large or too slow to parse has a note instead."""
    found = Outline()
    if len(data) > LONGEST_PARSE:
        found.note = "too large to parse"
        return found
    deadline = time.monotonic() + PARSE_SECONDS
    try:
        tree = grammar.parser().parse(
            lambda offset, _point: data[offset : offset + _SLICE],
            progress_callback=lambda _offset, _error: time.monotonic() > deadline,
        )
    except ValueError:
        found.note = "too slow to parse"
        return found
    _Walk(SHAPES[grammar.name], found, data).look(tree.root_node, tree.root_node, "", 0)
    found.symbols.sort(key=lambda symbol: (symbol.first_line, -symbol.last_line))
    return found


class _Walk:
    def __init__(self, shape: Shape, found: Outline, data: bytes) -> None:
        self.shape, self.found, self.data = shape, found, data

    def look(self, node: Node, around: Node, container: str, depth: int) -> None:
        """Visit a node's children; `around` is the wrapper whose lines a definition inside it has."""
        if depth > _DEEPEST or len(self.found.symbols) >= _MOST_DEFINITIONS:
            return
        shape = self.shape
        for child in node.named_children:
            sort = child.type
            if sort in shape.functions:
                self._function(child, _outer(child, around), container, depth)
            elif sort in shape.classes:
                self._class(child, _outer(child, around), container, depth)
            elif sort in shape.values:
                self._value(child, _outer(child, around), container, depth)
            elif sort in shape.through:
                self.look(child, _outer(child, around) if _wraps(child) else child, container, depth + 1)
            elif sort in shape.imports and len(self.found.imports) < _MOST_IMPORTS:
                self.found.imports.append(_text(child, self.data)[:400])

    def _function(self, node: Node, outer: Node, container: str, depth: int) -> None:
        name = _name(node, self.data)
        if not name:
            self.look(node, node, container, depth + 1)
            return
        inside = _receiver(node, self.data) or container
        self._add(name, "function", inside, outer)
        body = node.child_by_field_name("body")
        if body is not None and _lines(node) > _LONG_FUNCTION:
            self.look(body, body, f"{inside}.{name}" if inside else name, depth + 1)

    def _class(self, node: Node, outer: Node, container: str, depth: int) -> None:
        name = _name(node, self.data)
        if name:
            self._add(name, "class", container, outer)
        body = node.child_by_field_name("body")
        inside = ".".join(part for part in (container, name) if part)
        for part in [body] if body is not None else node.named_children:
            self.look(part, part, inside, depth + 1)

    def _value(self, node: Node, outer: Node, container: str, depth: int) -> None:
        name = _name(node, self.data)
        if not name or not name.isidentifier():
            self.look(node, outer, container, depth + 1)
        elif _lines(outer) >= _LONG_VALUE:
            self._add(name, "value", container, outer)
            if _lines(outer) > _LONG_FUNCTION:
                self.look(node, node, f"{container}.{name}" if container else name, depth + 1)
        elif len(self.found.values) < _MOST_DEFINITIONS:
            self.found.values.append(name)

    def _add(self, name: str, kind: str, container: str, node: Node) -> None:
        self.found.symbols.append(
            Symbol(name, kind, container, node.start_point.row + 1, _last_row(node) + 1)
        )


_WRAPPERS = listed(
    """
    decorated_definition export_statement template_declaration lexical_declaration variable_declaration
    expression_statement type_declaration const_declaration var_declaration
    """
)


def _wraps(node: Node) -> bool:
    return node.type in _WRAPPERS


def _outer(node: Node, around: Node) -> Node:
    """The wrapper, where it holds nothing but this definition."""
    if around.type in _WRAPPERS and around.end_byte - node.end_byte < 4:
        return around
    return node


def _last_row(node: Node) -> int:
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row


def _lines(node: Node) -> int:
    return node.end_point.row - node.start_point.row + 1


def _text(node: Node, data: bytes) -> str:
    # -- not node.text: after a parse by callback it reads the source anew each time
    return data[node.start_byte : node.end_byte].decode(errors="replace")


def _name(node: Node, data: bytes) -> str:
    """The name a definition gives; for C and its kin the innermost declarator."""
    for _ in range(12):
        inner = node.child_by_field_name("name") or node.child_by_field_name("declarator")
        if inner is None:
            inner = node.child_by_field_name("key") or node.child_by_field_name("left")
        if inner is None and node.type == "impl_item":
            inner = node.child_by_field_name("type")
        if inner is None:
            break
        node = inner
    if node.type in _NAMED:
        return _text(node, data).strip("\"'").rpartition("::")[2][:128]
    if node.type in ("member_expression", "attribute"):
        last = node.child_by_field_name("property") or node.child_by_field_name("attribute")
        return _text(last, data)[:128] if last is not None else ""
    if node.type == "generic_type":
        return _text(node, data).partition("<")[0][:128]
    return ""


_NAMED = listed(
    """
    identifier type_identifier field_identifier property_identifier private_property_identifier
    name constant
    package_identifier namespace_identifier qualified_identifier destructor_name operator_name word
    primitive_type variable_name string scoped_type_identifier setter operator
    qualified_name namespace_name
    """
)


def _receiver(node: Node, data: bytes) -> str:
    """The type a Go method belongs to."""
    receiver = node.child_by_field_name("receiver")
    return (
        _text(receiver, data).strip("()").rpartition(" ")[2].lstrip("*").partition("[")[0] if receiver else ""
    )
