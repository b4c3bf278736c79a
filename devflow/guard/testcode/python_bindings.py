"""What a Python test file binds anew of the things that its tests use, so that they check something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from devflow.guard.testcode.python_checks import is_idle
from devflow.guard.testcode.python_names import Function

_BY_NAME = frozenset({"setattr", "delattr", "exec", "eval", "globals", "vars"})
_STARTED = frozenset({"start", "setitem"})
_OF_THE_RUNNER = frozenset({"load_tests", "pytest_generate_tests"})
"""What a test file defines to say itself which tests there are."""
_OF_THE_CASE = frozenset(
    {"run", "debug", "__call__", "countTestCases", "failureException", "_callTestMethod"}
)
"""What a class of unittest has by inheritance, to run a test and to tell its failure."""
_COMPARES = frozenset(
    {"__eq__", "__ne__", "__bool__", "__contains__", "__lt__", "__le__", "__gt__", "__ge__"}
)


def replaced(tree: ast.Module) -> frozenset[str]:
    """The names: imports that are bound again, parts of modules and classes, and checks made idle."""
    imported = imported_names(tree)
    classes = {stmt.name for stmt in tree.body if isinstance(stmt, ast.ClassDef)}
    found = set(_idle_checks(tree))
    for stmt in tree.body:
        if isinstance(stmt, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target]
            found |= {name for target in targets if (name := _bound(target, imported, imported | classes))}
        elif isinstance(stmt, Function | ast.ClassDef) and stmt.name in imported | _OF_THE_RUNNER:
            found.add(stmt.name)
        elif isinstance(stmt, ast.ClassDef) and stmt.bases:
            found |= {f"{stmt.name}.{name}" for name in _names_bound(stmt.body) & _OF_THE_CASE}
        elif isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call):
            found |= set(_by_name(stmt.value))
    return frozenset(found)


def stand_ins(function: Function, known: set[str], agreeing: frozenset[str]) -> frozenset[str]:
    """What a test calls by a name that it also replaces: by a patch, or by binding an import anew.

    Also the classes of `agreeing` that it uses, and comparisons that it makes up itself.
    """
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)} & known
        elif isinstance(node, ast.Call) and _patches(node):
            words = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
            found |= {str(word).rpartition(".")[2] for word in words}
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return frozenset(found & called) | (agreeing & used) | _made_up(function)


def agreeing(tree: ast.Module) -> frozenset[str]:
    """The classes of a module whose comparisons come out the same whatever they are compared with."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return frozenset(each.name for each in classes if any(map(_agrees, each.body)))


def _agrees(stmt: ast.stmt) -> bool:
    """A comparison that gives a constant."""
    if not isinstance(stmt, ast.FunctionDef) or stmt.name not in _COMPARES:
        return False
    gives = [node.value for node in ast.walk(stmt) if isinstance(node, ast.Return)]
    return bool(gives) and all(isinstance(value, ast.Constant) for value in gives)


def _made_up(function: Function) -> frozenset[str]:
    """Comparisons that a test gives to an object: `m.__eq__.return_value = True`, `{"__eq__": …}`."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            parts = (part for target in node.targets for part in ast.walk(target))
            found |= {part.attr for part in parts if isinstance(part, ast.Attribute)} & _COMPARES
        elif isinstance(node, ast.Dict):
            found |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)} & _COMPARES
        elif isinstance(node, ast.ClassDef):
            found |= {stmt.name for stmt in node.body if isinstance(stmt, ast.FunctionDef) and _agrees(stmt)}
    return frozenset(found)


def _names_bound(body: list[ast.stmt]) -> set[str]:
    """The functions and names that the statements bind."""
    found = {stmt.name for stmt in body if isinstance(stmt, Function)}
    assigned = (stmt.targets for stmt in body if isinstance(stmt, ast.Assign))
    return found | {target.id for targets in assigned for target in targets if isinstance(target, ast.Name)}


def _patches(call: ast.Call) -> bool:
    """`mock.patch("a.f")`, `patch.object(a, "f")`, `monkeypatch.setattr(a, "f", …)`."""
    name = ast.unparse(call.func)
    return name.endswith(("patch", "patch.object", ".setattr"))


def imported_names(tree: ast.Module) -> set[str]:
    """The names that a module's imports bind."""
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def _bound(target: ast.expr, names: set[str], owners: set[str]) -> str:
    """What an assignment binds anew: an imported name, a part of one or of a class, or a name by its text."""
    if isinstance(target, ast.Name):
        return target.id if target.id in names or target.id == "pytest_plugins" else ""
    if isinstance(target, ast.Subscript):
        by_name = _root(target) in _BY_NAME or ast.unparse(target.value) == "sys.modules"
        return ast.unparse(target)[:100] if by_name else ""
    return ast.unparse(target)[:100] if _root(target) in owners else ""


def _by_name(call: ast.Call) -> Iterator[str]:
    """Calls at import that bind by name: setattr, globals().update, a patcher that is started."""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else _root(call.func)
    root = _root(call.func)
    if last in _BY_NAME or root in _BY_NAME or (last in _STARTED and "patch" in ast.unparse(call.func)):
        yield ast.unparse(call)[:100]


def _idle_checks(tree: ast.Module) -> Iterator[str]:
    """Methods and functions that bear the name of a check and do nothing."""
    for node in ast.walk(tree):
        if isinstance(node, Function) and node.name.startswith(("assert", "fail")) and _is_idle(node):
            yield node.name


def _is_idle(function: Function) -> bool:
    return all(map(is_idle, function.body))


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
