"""What the names in a Python test file say: of what is bound, of what is called."""

from __future__ import annotations

import ast


def targets(stmt: ast.Assign) -> list[str]:
    """The plain names that an assignment binds."""
    return [target.id for target in stmt.targets if isinstance(target, ast.Name)]


def last_name(node: ast.expr) -> str:
    """The last part of a name, dotted or not; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.expr) -> str:
    """A name with all its parts; what is before them and no name is left out."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id if isinstance(node, ast.Name) else ""]))
