"""Names in a Python test file: what a statement binds, what is called."""

from __future__ import annotations

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef


def targets(stmt: ast.Assign | ast.Delete) -> list[str]:
    """The plain names that a statement binds, or deletes."""
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
