"""The shape of a Python test file, read from its syntax tree without running it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence

from devflow.guard.testcode.python_bindings import agreeing, imported_names, replaced, stand_ins
from devflow.guard.testcode.python_cases import list_lengths, literal_cases
from devflow.guard.testcode.python_checks import (
    constant_truth,
    count_checks,
    is_idle,
    never_run,
    reachable,
    walk_live,
)
from devflow.guard.testcode.python_names import Function, dotted, last_name, targets
from devflow.guard.testcode.shapes import FileShape, TestShape

_EXITS = frozenset({"os._exit", "os.abort", "sys.exit", "pytest.exit", "exit", "quit", "atexit.register"})
_NO_CONDITION = frozenset({"skip", "skipTest", "SkipTest", "xfail"})
_MAX_CHARS = 1_000_000


def python_shape(text: str) -> FileShape:
    """The tests of a Python file as pytest and unittest would collect them by default."""
    if len(text) > _MAX_CHARS:
        return FileShape(readable=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(text)
        return _Reader(tree, text).shape()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return FileShape(readable=False)


class _Reader:
    def __init__(self, tree: ast.Module, text: str) -> None:
        self._tree = tree
        self._lines = text.split("\n")
        self._aliases = _aliases(tree)
        self._imported = imported_names(tree)
        self._agreeing = agreeing(tree)
        self._lists = list_lengths(tree)
        self._found = FileShape()

    def shape(self) -> FileShape:
        self._collect(self._tree.body, "", ())
        self._outside()
        return self._found

    def _collect(self, body: Sequence[ast.stmt], prefix: str, inherited: tuple[str, ...]) -> None:
        if any(_switches_off(stmt) for stmt in body):
            return
        inherited = (*inherited, *self._marks(body), *self._skips_at_import(body))
        for stmt in _flat(body):
            match stmt:
                case ast.FunctionDef() | ast.AsyncFunctionDef() if stmt.name.startswith("test"):
                    self._found.tests[prefix + stmt.name] = self._test(stmt, inherited)
                case ast.ClassDef() if _is_collected(stmt):
                    own = self._skips(stmt.decorator_list)
                    self._collect(stmt.body, f"{prefix}{stmt.name} > ", (*inherited, *own))
                case ast.Assign() | ast.Delete():
                    for name in _rebound(stmt):
                        self._found.tests.pop(prefix + name, None)

    def _test(self, function: Function, inherited: tuple[str, ...]) -> TestShape:
        body = reachable(function.body)
        skips = (*inherited, *self._skips(function.decorator_list), *self._skips(body), *never_run(function))
        return TestShape(
            checks=count_checks(body),
            empty=all(is_idle(stmt) for stmt in body),
            skips=tuple(sorted(skips)),
            cases=literal_cases(function.decorator_list, self._lists),
            body=self._source(function),
            stand_ins=stand_ins(function, self._imported, self._agreeing),
            says=frozenset(ast.unparse(stmt) for stmt in body if count_checks([stmt])),
        )

    def _source(self, function: Function) -> str:
        first = min([function.lineno, *(mark.lineno for mark in function.decorator_list)])
        lines = (line.strip() for line in self._lines[first - 1 : function.end_lineno])
        return "\n".join(line for line in lines if line and not line.startswith("#"))

    def _marks(self, body: Sequence[ast.stmt]) -> list[str]:
        return [
            skip
            for stmt in body
            if isinstance(stmt, ast.Assign) and "pytestmark" in targets(stmt)
            for skip in self._skips([stmt.value])
        ]

    def _skips_at_import(self, body: Sequence[ast.stmt]) -> list[str]:
        """Calls that skip the module while it is imported, such as importorskip."""
        plain = [
            stmt
            for stmt in _flat(body)
            if isinstance(stmt, ast.Expr | ast.Raise | ast.Assign) and not _is_alias(stmt)
        ]
        calls = (node for node in walk_live(plain) if isinstance(node, ast.Call | ast.Raise))
        return [skip for node in calls if isinstance(node, ast.Call) for skip in self._skip(node.func, node)]

    def _skips(self, nodes: Iterable[ast.AST]) -> list[str]:
        """What in the nodes skips: calls with what they depend on, and bare marks."""
        called: set[int] = set()
        skips = []
        for node in walk_live(nodes):
            if isinstance(node, ast.Call):
                called.add(id(node.func))
                skips += self._skip(node.func, node)
            elif isinstance(node, ast.Attribute | ast.Name) and id(node) not in called:
                skips += self._skip(node, None)
        return skips

    def _skip(self, named: ast.expr, call: ast.Call | None) -> list[str]:
        name = last_name(named)
        if not (_skipping(name) or (isinstance(named, ast.Name) and named.id in self._aliases)):
            return []
        if call is None:
            return [name]
        keywords = [
            word.value for word in call.keywords if word.arg not in ("reason", "msg", "allow_module_level")
        ]
        given = [arg for arg in call.args if not (name in _NO_CONDITION and isinstance(arg, ast.Constant))]
        words = ", ".join(ast.unparse(arg) for arg in (*given, *keywords))
        return [f"{name}({words})" if words else name]

    def _outside(self) -> None:
        for node in _walk_outside_tests(self._tree):
            if isinstance(node, ast.Call) and dotted(node.func) in _EXITS:
                self._found.exits += 1
        functions = (
            node
            for node in ast.walk(self._tree)
            if isinstance(node, Function) and not node.name.startswith("test")
        )
        for function in functions:
            self._found.skips_outside += len(self._skips(function.body))
            checks = count_checks(function.body)
            self._found.helpers[function.name] = max(self._found.helpers.get(function.name, 0), checks)
        self._found.replaces = replaced(self._tree)


def _aliases(tree: ast.Module) -> frozenset[str]:
    """Names given to marks that skip, such as `needs_docker = pytest.mark.skipif(...)`."""
    found = (stmt for stmt in tree.body if isinstance(stmt, ast.Assign) and _is_alias(stmt))
    return frozenset(name for stmt in found for name in targets(stmt) if name != "pytestmark")


def _is_alias(stmt: ast.stmt) -> bool:
    if not isinstance(stmt, ast.Assign):
        return False
    value = stmt.value.func if isinstance(stmt.value, ast.Call) else stmt.value
    name = dotted(value)
    return _skipping(name.rsplit(".", 1)[-1]) and ("mark." in name or name.startswith("unittest."))


def _skipping(name: str) -> bool:
    folded = name.lower()
    return "skip" in folded or "xfail" in folded or folded == "expectedfailure"


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module or class body, those in live branches, `try` and `with` included."""
    todo = list(reversed(body))
    while todo:
        stmt = todo.pop()
        match stmt:
            case ast.If():
                truth = constant_truth(stmt.test)
                if not _is_main_guard(stmt):
                    todo += reversed([*(stmt.body if truth is not False else ()), *stmt.orelse])
            case ast.Try():
                parts = [*stmt.body, *(part for one in stmt.handlers for part in one.body), *stmt.orelse]
                todo += reversed([*parts, *stmt.finalbody])
            case ast.With():
                todo += reversed(stmt.body)
            case _:
                yield stmt


def _walk_outside_tests(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node but those of `if __name__ == "__main__"` and of expectations that the process ends."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        yield node
        skipped = (isinstance(node, ast.If) and _is_main_guard(node)) or (
            isinstance(node, ast.With) and any("SystemExit" in ast.dump(item) for item in node.items)
        )
        todo += () if skipped else ast.iter_child_nodes(node)


def _is_main_guard(stmt: ast.If) -> bool:
    return isinstance(stmt.test, ast.Compare) and last_name(stmt.test.left) == "__name__"


def _is_collected(cls: ast.ClassDef) -> bool:
    # -- a plain class with a constructor is passed over by pytest; one with bases may be a TestCase
    if any(last_name(base) != "object" for base in cls.bases):
        return True
    names = {stmt.name for stmt in cls.body if isinstance(stmt, Function)}
    return cls.name.startswith("Test") and not names & {"__init__", "__new__"}


def _switches_off(stmt: ast.stmt) -> bool:
    return (
        isinstance(stmt, ast.Assign) and "__test__" in targets(stmt) and constant_truth(stmt.value) is False
    )


def _rebound(stmt: ast.Assign | ast.Delete) -> list[str]:
    """Names that stop meaning what they meant: a test that is wrapped again keeps its name in the value."""
    if isinstance(stmt, ast.Delete):
        return targets(stmt)
    used = {node.id for node in ast.walk(stmt.value) if isinstance(node, ast.Name)}
    return [name for name in targets(stmt) if name not in used]
