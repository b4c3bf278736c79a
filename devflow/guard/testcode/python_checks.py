"""What a Python test's statements do: which can be reached, which check something, which do nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from devflow.guard.testcode.python_names import Function, last_name

_CHECKING = ("assert", "raises", "warns", "fail", "check", "expect", "verify", "should", "deprecated_call")
_SWALLOWING = frozenset({"AssertionError", "Exception", "BaseException"})


def reachable(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements up to and with the first that always leaves."""
    live = []
    for stmt in body:
        live.append(stmt)
        if _always_leaves(stmt):
            break
    return live


def _always_leaves(stmt: ast.stmt) -> bool:
    if isinstance(stmt, ast.If):
        truth = constant_truth(stmt.test)
        taken = stmt.body if truth else stmt.orelse if truth is False else ()
        return any(map(_always_leaves, taken))
    return isinstance(stmt, ast.Return | ast.Raise | ast.Continue | ast.Break)


def walk_live(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node below, parents first, without branches whose condition is constantly false."""
    todo = list(nodes)[::-1]
    while todo:
        node = todo.pop()
        yield node
        todo += reversed(_children(node))


def count_checks(body: Iterable[ast.AST]) -> int:
    """How many assertions, or calls named like one, could fail the test."""
    checks = 0
    todo = list(body)
    used = {node.id for part in todo for node in ast.walk(part) if isinstance(node, ast.Name)}
    while todo:
        node = todo.pop()
        if isinstance(node, Function) and not node.decorator_list and node.name not in used:
            continue  # -- nothing calls it
        if isinstance(node, ast.Try) and (_leaves(node.finalbody) or any(map(_swallows, node.handlers))):
            todo += [*node.orelse, *node.finalbody]
            continue
        if isinstance(node, ast.With) and _expects_failure(node):
            continue
        if isinstance(node, ast.Assert):
            checks += not _always_true(node.test)
        elif isinstance(node, ast.Call) and _called(node).lstrip("_").lower().startswith(_CHECKING):
            checks += not _checks_constant(node)
        todo += _children(node)
    return checks


def is_idle(stmt: ast.stmt) -> bool:
    """Whether the statement does nothing that could fail."""
    match stmt:
        case ast.Pass() | ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=value):
            return value is None or isinstance(value, ast.Constant)
        case ast.Assert(test=test):
            return _always_true(test)
        case ast.If(test=test) | ast.While(test=test) | ast.For(iter=test) if constant_truth(test) is False:
            return all(is_idle(one) for one in stmt.orelse)
        case _:
            return False


def never_run(function: Function) -> list[str]:
    """What keeps the runner from running a test's body: it yields, waits to be awaited, or has no case."""
    own = [node for stmt in function.body for node in _own_scope(stmt)]
    yields = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own)
    waits = any(isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) for node in own)
    # -- without a plugin for it; who waits for nothing has no other reason to be so
    idles = isinstance(function, ast.AsyncFunctionDef) and not waits
    empty = any(
        isinstance(mark, ast.Call)
        and last_name(mark.func) == "parametrize"
        and any(isinstance(arg, ast.List | ast.Tuple) and not arg.elts for arg in mark.args[1:2])
        for mark in function.decorator_list
    )
    return ["yield"] * yields + ["no case"] * empty + ["async"] * idles


def _own_scope(stmt: ast.stmt) -> Iterator[ast.AST]:
    todo: list[ast.AST] = [stmt]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(node)


def constant_truth(node: ast.expr) -> bool | None:
    """The truth of an expression that is constant on its face, else None."""
    truth: bool | None
    match node:
        case ast.Constant(value=value):
            truth = bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = constant_truth(operand)
            truth = None if inner is None else not inner
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            truth = bool(parts)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            chosen = constant_truth(test)
            truth = None if chosen is None else constant_truth(body if chosen else orelse)
        case ast.Compare():
            truth = _constant_comparison(node)
        case ast.JoinedStr(values=parts):
            truth = any(isinstance(part, ast.Constant) and part.value for part in parts) or None
        case ast.Lambda() | ast.GeneratorExp():
            truth = True
        case ast.Call():
            truth = _constant_call(node)
        case _:
            truth = {"TYPE_CHECKING": False, "__debug__": True}.get(last_name(node))
    return truth


def _constant_call(call: ast.Call) -> bool | None:
    """`isinstance(x, object)` and `range(0)`."""
    name, last = _called(call), call.args[-1] if call.args else None
    if name == "isinstance" and isinstance(last, ast.Name) and last.id == "object":
        return True
    empty = name == "range" and len(call.args) == 1 and isinstance(last, ast.Constant) and last.value == 0
    return False if empty else None


def _constant_comparison(node: ast.Compare) -> bool | None:
    """`1 == 2`, where nothing but constants is compared for being the same."""
    left, right = node.left, node.comparators[0]
    if len(node.ops) > 1 or not (isinstance(left, ast.Constant) and isinstance(right, ast.Constant)):
        return None
    if isinstance(node.ops[0], ast.Eq | ast.Is):
        return bool(left.value == right.value)
    return bool(left.value != right.value) if isinstance(node.ops[0], ast.NotEq | ast.IsNot) else None


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.If | ast.While) and constant_truth(node.test) is False:
        return list(node.orelse)
    if isinstance(node, ast.IfExp) and (chosen := constant_truth(node.test)) is not None:
        return [node.body if chosen else node.orelse]
    if isinstance(node, ast.For) and constant_truth(node.iter) is False:
        return list(node.orelse)
    if isinstance(node, Function):
        return [*node.decorator_list, *reachable(node.body)]
    return list(ast.iter_child_nodes(node))


def _always_true(test: ast.expr) -> bool:
    if constant_truth(test):
        return True
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(_always_true(value) for value in test.values)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    sides = (test.left, test.comparators[0])
    return (isinstance(test.ops[0], ast.Eq) and any(map(_is_anything, sides))) or _same_sides(test)


def _is_anything(side: ast.expr) -> bool:
    """`mock.ANY`, and an approximation that is as wide as can be."""
    if isinstance(side, ast.Call) and _called(side) == "approx":
        return any("inf" in ast.unparse(word.value) for word in side.keywords if word.arg in ("abs", "rel"))
    return last_name(side) == "ANY"


def _same_sides(test: ast.Compare) -> bool:
    """`x == x`: whatever it is, it says nothing, unless a call gives another value each time."""
    if not isinstance(test.ops[0], ast.Eq | ast.Is | ast.LtE | ast.GtE):
        return False
    right = test.comparators[0]
    calls = any(isinstance(node, ast.Call) for side in (test.left, right) for node in ast.walk(side))
    return not calls and ast.dump(test.left) == ast.dump(right)


def _swallows(handler: ast.ExceptHandler) -> bool:
    """It catches what a failed assertion raises, and neither raises again nor checks anything itself."""
    named = handler.type
    kinds = named.elts if isinstance(named, ast.Tuple) else [] if named is None else [named]
    catches = named is None or any(last_name(kind) in _SWALLOWING for kind in kinds)
    return catches and not any(
        isinstance(node, ast.Raise | ast.Assert)
        or (isinstance(node, ast.Call) and _called(node).lower().startswith(_CHECKING))
        for stmt in handler.body
        for node in ast.walk(stmt)
    )


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """A `finally` that leaves the function takes what was raised with it."""
    return any(isinstance(node, ast.Return) for stmt in body for node in ast.walk(stmt))


def _expects_failure(block: ast.With) -> bool:
    """A failed assertion in it passes: it is suppressed, or is what is expected."""
    managers = [item.context_expr for item in block.items if isinstance(item.context_expr, ast.Call)]
    catching = {
        _called(call)
        for call in managers
        if any(last_name(kind) in _SWALLOWING for arg in call.args for kind in _parts(arg))
    }
    asserts = any(isinstance(node, ast.Assert) for stmt in block.body for node in ast.walk(stmt))
    return "suppress" in catching or (asserts and bool(catching & {"raises", "assertRaises"}))


def _parts(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _called(call: ast.Call) -> str:
    return last_name(call.func)


def _checks_constant(call: ast.Call) -> bool:
    """`self.assertTrue(True)` and `self.assertEqual(1, 1)`."""
    if not call.args or not all(isinstance(arg, ast.Constant) for arg in call.args):
        return False
    name = _called(call)
    if name == "assertTrue":
        return constant_truth(call.args[0]) is True
    return name == "assertEqual" and len(call.args) == 2 and ast.dump(call.args[0]) == ast.dump(call.args[1])
