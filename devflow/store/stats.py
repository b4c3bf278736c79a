"""Figures over many runs: what each step, model, route, repository and week took, and what came back."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from devflow.models.call import stem
from devflow.store.advice import Advice, advice, notes
from devflow.store.view import RunView


@dataclass
class Line:
    """The figures of one step, model, route, repository or week."""

    name: str
    runs: set[str] = field(default_factory=set)
    worked: int = 0
    rework: int = 0
    """How often it did again what it had done before in a run."""
    seconds: float = 0.0
    calls: int = 0
    failed: int = 0
    """Calls without a usable answer."""
    cost: Decimal = Decimal(0)
    """Dollars, as far as prices are known."""

    @property
    def latency(self) -> float:
        """Seconds of one time that it worked."""
        return self.seconds / self.worked if self.worked else 0.0

    @property
    def errors(self) -> float:
        """Which part of its calls gave no usable answer."""
        return self.failed / self.calls if self.calls else 0.0


Fill = Callable[[RunView], Iterator[Line]]


@dataclass(frozen=True)
class Stats:
    """What the runs of a repository came to."""

    runs: int
    finished: int
    """Runs that made a candidate."""
    first_pass: int
    """Those of them that were ready or approved after one attempt and no note."""
    approved: int
    cost: Decimal
    by: Mapping[str, tuple[Line, ...]]
    """Under `step`, `model`, `route`, `repo` and `week`."""
    sent_back: tuple[tuple[str, str, str], ...]
    """Run, step and note, newest run first."""
    advice: tuple[Advice, ...]

    @property
    def cost_of_approved(self) -> Decimal | None:
        """What an approved branch cost, with the runs that led to none; None before the first one."""
        return self.cost / self.approved if self.approved else None


def stats(views: Sequence[RunView], repos: Mapping[str, str] | None = None) -> Stats:
    """The figures of these runs; `repos` names the repository of each run, by its id."""
    named = repos or {}
    finished = [view for view in views if view.attempts]
    fills: Mapping[str, Fill] = {
        "step": _steps,
        "model": _models,
        "route": lambda view: iter((_whole(view, _route(view)),)),
        "repo": lambda view: iter((_whole(view, named.get(view.run.id, "this one")),)),
        "week": lambda view: iter((_whole(view, time.strftime("%G-W%V", time.gmtime(view.run.created))),)),
    }
    return Stats(
        runs=len(views),
        finished=len(finished),
        first_pass=sum(_first_pass(view) for view in finished),
        approved=sum(view.run.state.value == "approved" for view in views),
        cost=sum((figure.cost for view in views for figure in view.figures), Decimal(0)),
        by={name: _lines(views, fill) for name, fill in fills.items()},
        sent_back=tuple((view.run.id, step, text) for view in views for step, text in notes(view)),
        advice=tuple(advice(finished)),
    )


def _first_pass(view: RunView) -> bool:
    return view.attempts == 1 and not any(notes(view)) and view.run.state.value in ("ready", "approved")


def _lines(views: Iterable[RunView], fill: Fill) -> tuple[Line, ...]:
    found: dict[str, Line] = {}
    for view in views:
        for each in fill(view):
            line = found.setdefault(each.name, Line(each.name))
            line.runs.add(view.run.id)
            line.worked += each.worked
            line.rework += each.rework
            line.seconds += each.seconds
            line.calls += each.calls
            line.failed += each.failed
            line.cost += each.cost
    return tuple(found.values())


def _steps(view: RunView) -> Iterator[Line]:
    again = _again(view)
    for figure in view.figures:
        failed = sum(stem(call.step) == figure.step and bool(call.fault) for call in view.calls)
        line = Line(figure.step, worked=figure.worked, seconds=figure.seconds, calls=figure.calls)
        line.rework, line.failed, line.cost = again[figure.step], failed, figure.cost
        yield line


def _again(view: RunView) -> Counter[str]:
    """How often each step worked once more at what it had done before.

    A step that is called with other kinds of handoffs does another part of its work, as the route does after
    the spec; whether there was an attempt before makes no other part.
    """
    seen: set[tuple[str, frozenset[str]]] = set()
    again: Counter[str] = Counter()
    for row in view.receipts:
        taken = {key.rpartition(":")[2] for key in json.loads(row["inputs"]) if key.startswith("handoff:")}
        part = (row["step"], frozenset(taken - {"NoneType", "Attempt"}))
        again[row["step"]] += part in seen
        seen.add(part)
    return again


def _models(view: RunView) -> Iterator[Line]:
    """Each call by its model; a call beyond a step's first is rework."""
    asked: set[tuple[str, str]] = set()
    for call in view.calls:
        name = f"{call.provider}/{call.model}"
        line = Line(name, worked=1, seconds=call.seconds, calls=1, failed=int(bool(call.fault)))
        line.rework, line.cost = int((name, call.step) in asked), call.money or Decimal(0)
        asked.add((name, call.step))
        yield line


def _route(view: RunView) -> str:
    """The route by its risk, and by how many candidates it asks for."""
    if view.route is None:
        return "none yet"
    many = f", {view.route.candidates} candidates" if view.route.candidates > 1 else ""
    return f"{view.route.risk.value} risk{many}"


def _whole(view: RunView, name: str) -> Line:
    """All steps of a run as one line; what a step did again is its rework."""
    line = Line(name, worked=1)
    for step in _steps(view):
        line.rework += step.rework
        line.seconds += step.seconds
        line.calls += step.calls
        line.failed += step.failed
        line.cost += step.cost
    return line
