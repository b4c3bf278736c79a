"""One run as a reader wants it: its last handoffs, and what each step took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from devflow.handoffs import (
    Candidate,
    CheckReport,
    Choice,
    GuardReport,
    Handoff,
    Review,
    Route,
    Scope,
    Spec,
    Summary,
)
from devflow.models.call import Call, stem
from devflow.store.store import Run, Store

H = TypeVar("H", bound=Handoff)


@dataclass
class StepFigure:
    """What one step took over the whole run: seconds of work, tokens, money."""

    step: str
    worked: int = 0
    """How often it worked, receipts that were reused not counted."""
    seconds: float = 0.0
    calls: int = 0
    tokens: int = 0
    cost: Decimal = Decimal(0)
    priced: bool = True
    """False where a call's price is not known, so that `cost` is a lower bound."""
    up_to: bool = False
    """True where a call's end is not known, so that its figures stand at what was reserved."""
    paid: bool = False
    """Whether a model was asked, and not only a script or a recording."""
    models: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RunView:
    """A run with the last handoff of each kind; None where there is none yet."""

    run: Run
    route: Route | None
    spec: Spec | None
    scope: Scope | None
    candidate: Candidate | None
    report: CheckReport | None
    guard: GuardReport | None
    summary: Summary | None
    review: Review | None
    figures: tuple[StepFigure, ...]
    receipts: tuple[dict[str, Any], ...]
    attempts: int
    reports: tuple[CheckReport, ...] = ()
    """What the checks said of each attempt, in order."""
    calls: tuple[Call, ...] = ()
    """Every question to a model, in order."""
    decisions: tuple[dict[str, Any], ...] = ()
    """What persons said of the run, oldest first: notes, accepted findings, a wider scope, more budget."""


def view(store: Store, run: Run) -> RunView:
    """Everything kept of a run."""
    receipts = store.rows("receipts", run.id)
    calls = [(row["step"], Call.model_validate_json(row["call"])) for row in store.rows("calls", run.id)]
    last = _last(receipts)
    return RunView(
        run=run,
        route=_read(Route, last),
        spec=_read(Spec, last),
        scope=_read(Scope, last),
        candidate=_read(Candidate, last),
        report=_read(CheckReport, last),
        guard=_read(GuardReport, last),
        summary=_read(Summary, last),
        review=_read(Review, last),
        figures=_figures(receipts, calls),
        receipts=tuple(receipts),
        reports=tuple(
            CheckReport.model_validate_json(row["handoff"])
            for row in receipts
            if row["kind"] == "CheckReport"
        ),
        attempts=sum(row["kind"] == "Candidate" for row in receipts),
        calls=tuple(call for _, call in calls),
        decisions=tuple(store.rows("decisions", run.id)),
    )


def _last(receipts: list[dict[str, Any]]) -> dict[str, str]:
    """The last handoff of each kind; of several candidates that of the chosen one."""
    last: dict[str, str] = {}
    for row in receipts:
        last[row["kind"]] = row["handoff"]
        if row["kind"] == Choice.__name__:
            chosen = Choice.model_validate_json(row["handoff"]).attempt
            parts = (chosen.candidate, chosen.report, chosen.guard)
            last |= {type(part).__name__: part.model_dump_json() for part in parts}
    return last


def _read(kind: type[H], last: Mapping[str, str]) -> H | None:
    text = last.get(kind.__name__)
    return kind.model_validate_json(text) if text is not None else None


def _figures(receipts: list[dict[str, Any]], calls: list[tuple[str, Call]]) -> tuple[StepFigure, ...]:
    figures: dict[str, StepFigure] = {}
    for row in receipts:
        figure = figures.setdefault(row["step"], StepFigure(row["step"]))
        figure.worked += 1
        figure.seconds += row["seconds"]
    for step, call in calls:
        figure = figures.setdefault(stem(step), StepFigure(stem(step)))
        figure.calls += 1
        figure.tokens += call.tokens
        figure.priced &= call.money is not None
        figure.up_to |= call.open_ended or call.estimated
        figure.paid |= call.paid
        figure.cost += call.money or Decimal(0)
        if call.model not in figure.models:
            figure.models.append(call.model)
    return tuple(figures.values())
