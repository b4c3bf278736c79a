"""How many cases a Python test is run with, where its marks list them in so many words."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from devflow.guard.testcode.python_names import last_name, targets


def list_lengths(tree: ast.Module) -> dict[str, int]:
    """How many elements each list has that a module binds to a name."""
    bound = (
        (stmt.value, name) for stmt in tree.body if isinstance(stmt, ast.Assign) for name in targets(stmt)
    )
    return {name: len(value.elts) for value, name in bound if isinstance(value, ast.List | ast.Tuple)}


def literal_cases(decorators: Sequence[ast.expr], lists: Mapping[str, int]) -> int:
    """How many cases the marks list in so many words: of parametrize, parameterized.expand and ddt."""
    cases = 0
    for mark in decorators:
        if isinstance(mark, ast.Call):
            name = last_name(mark.func)
            given = [*mark.args, *(word.value for word in mark.keywords if word.arg == "argvalues")]
            listed = {"parametrize": given[1:2], "expand": given[:1]}.get(name, [])
            cases += sum(len(one.elts) for one in listed if isinstance(one, ast.List | ast.Tuple))
            cases += sum(lists.get(one.id, 0) for one in listed if isinstance(one, ast.Name))
            cases += len(given) if name == "data" else 0
    return cases
