"""Figures over many runs: what each step, model and week took, what came back, and what that advises."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from devflow.store.view import RunView

# -- below so many runs a share says nothing
ENOUGH = 5
_OFTEN = 1 / 3
_ADVICE = {
    "spec": "write the criteria into the tickets, or give `text` a better model",
    "context": "widen `run.context_tokens` before paying for a stronger coder",
    "scope": "put the paths that are always meant into `scope.allow`",
    "patch": "try a stronger model for `code`",
    "checks": "name in `checks.commands` what should have been run",
}


@dataclass
class Line:
    """The figures of one step, model or week."""

    name: str
    runs: set[str] = field(default_factory=set)
    worked: int = 0
    rework: int = 0
    """How often it worked beyond once in a run."""
    seconds: float = 0.0
    calls: int = 0
    failed: int = 0
    """Calls without a usable answer."""
    cost: Decimal = Decimal(0)
    """Dollars, as far as prices are known."""


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
    by_step: tuple[Line, ...]
    by_model: tuple[Line, ...]
    by_week: tuple[Line, ...]
    sent_back: tuple[tuple[str, str, str], ...]
    """Run, step and note, newest run first."""
    advice: tuple[str, ...]

    @property
    def cost_of_approved(self) -> Decimal | None:
        """What an approved branch cost, with the runs that led to none; None before the first one."""
        return self.cost / self.approved if self.approved else None


def stats(views: Sequence[RunView]) -> Stats:
    """The figures of these runs."""
    finished = [view for view in views if view.attempts]
    sent_back = tuple(
        (view.run.id, said["step"], said["text"])
        for view in views
        for said in view.decisions
        if said["kind"] == "note"
    )
    return Stats(
        runs=len(views),
        finished=len(finished),
        first_pass=sum(_first_pass(view) for view in finished),
        approved=sum(view.run.state.value == "approved" for view in views),
        cost=sum((figure.cost for view in views for figure in view.figures), Decimal(0)),
        by_step=_lines(views, _steps),
        by_model=_lines(views, _models),
        by_week=_lines(views, _weeks),
        sent_back=sent_back,
        advice=tuple(_advice(finished, sent_back)),
    )


def _first_pass(view: RunView) -> bool:
    noted = any(said["kind"] == "note" for said in view.decisions)
    return view.attempts == 1 and not noted and view.run.state.value in ("ready", "approved")


def _lines(views: Iterable[RunView], fill: Callable[[RunView], Iterator[Line]]) -> tuple[Line, ...]:
    found: dict[str, Line] = {}
    for view in views:
        for each in fill(view):
            line = found.setdefault(each.name, Line(each.name))
            line.runs.add(view.run.id)
            line.worked += each.worked
            line.rework += max(each.worked - 1, 0)
            line.seconds += each.seconds
            line.calls += each.calls
            line.failed += each.failed
            line.cost += each.cost
    return tuple(found.values())


def _steps(view: RunView) -> Iterator[Line]:
    for figure in view.figures:
        failed = sum(call.step == figure.step and bool(call.fault) for call in view.calls)
        yield Line(
            figure.step,
            worked=figure.worked,
            seconds=figure.seconds,
            calls=figure.calls,
            failed=failed,
            cost=figure.cost,
        )


def _models(view: RunView) -> Iterator[Line]:
    for call in view.calls:
        name = f"{call.provider}/{call.model}"
        money = call.money or Decimal(0)
        yield Line(name, worked=1, seconds=call.seconds, calls=1, failed=int(bool(call.fault)), cost=money)


def _weeks(view: RunView) -> Iterator[Line]:
    week = time.strftime("%G-W%V", time.gmtime(view.run.created))
    seconds = sum(figure.seconds for figure in view.figures)
    calls = sum(figure.calls for figure in view.figures)
    cost = sum((figure.cost for figure in view.figures), Decimal(0))
    yield Line(week, worked=1, seconds=seconds, calls=calls, cost=cost)


def _advice(finished: Sequence[RunView], sent_back: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Which step to look at, with the runs that this rests on; nothing where they are too few."""
    if len(finished) < ENOUGH:
        return
    for step, what in _ADVICE.items():
        runs = list(dict.fromkeys(run for run, to, _ in sent_back if to == step))
        if len(runs) >= _OFTEN * len(finished):
            told = ", ".join(runs)
            yield f"{len(runs)} of {len(finished)} runs were sent back to {step}: {what} (runs {told})"
    again = [view.run.id for view in finished if view.attempts > 1]
    if len(again) >= 2 * _OFTEN * len(finished):
        told = ", ".join(again)
        share = f"{len(again)} of {len(finished)} runs"
        yield f"{share} took more than one attempt: {_ADVICE['patch']} (runs {told})"
