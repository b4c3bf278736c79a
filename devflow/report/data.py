"""A run as plain data for --json; the shape is versioned and only ever grows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from devflow.events import EventKind
from devflow.handoffs import Candidate, CheckReport, GuardReport, Review, Route, Scope, Spec, Summary
from devflow.store.store import Run, RunState
from devflow.store.view import RunView

VERSION = 1


class Told(BaseModel):
    """What a command prints with --json."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    version: int = VERSION


class Part(BaseModel):
    """Part of what a command prints."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class EventLine(Told):
    """Something that began or ended in a run; such lines come before that of the run itself."""

    event: EventKind
    at: float
    """Seconds since the epoch."""
    step: str
    text: str
    seconds: float
    model: str
    tokens: int
    """asked: the most that the call can take. answered: what it took."""
    spent: str | None
    """answered: dollars that the run has spent so far, without what has no known price."""
    left: str | None
    """answered: dollars that are left of the run's budget."""


class RunRow(Told):
    """One run without its handoffs. Times are seconds since the epoch."""

    run: str
    state: RunState
    reason: str
    code: str
    """Of the error or pause that ended it; empty where there was none."""
    releases: tuple[str, ...]
    """Commands that let a paused run go on."""
    title: str
    created: float
    updated: float
    base: str
    branch: str
    commit: str
    """The one that is shown for review."""
    judged_by: str


class StepRow(Part):
    """What one step took over the whole run."""

    step: str
    worked: int
    """How often it worked, receipts that were reused not counted."""
    seconds: float
    calls: int
    tokens: int
    cost: Decimal | None
    """Dollars; null where a price is not known."""
    up_to: bool
    """The end of some call is not known: the figures are the most it can have taken."""
    models: tuple[str, ...]


class RunTold(RunRow):
    """A run with its last handoffs, null where there is none yet, and what each step took."""

    route: Route | None
    spec: Spec | None
    scope: Scope | None
    candidate: Candidate | None
    report: CheckReport | None
    guard: GuardReport | None
    summary: Summary | None
    review: Review | None
    attempts: int
    steps: tuple[StepRow, ...]


def run_told(run: Run, shape: type[RunRow] = RunRow, **more: object) -> RunRow:
    """One run without its handoffs; `more` is what a wider shape tells beside that."""
    return shape.model_validate({**_row(run), **more})


def view_told(view: RunView, shape: type[RunTold] = RunTold, **more: object) -> RunTold:
    """A run with its last handoffs and what each step took; `more` as for `run_told`."""
    handoffs = ("route", "spec", "scope", "candidate", "report", "guard", "summary", "review")
    steps = tuple(
        StepRow(
            step=figure.step,
            worked=figure.worked,
            seconds=round(figure.seconds, 3),
            calls=figure.calls,
            tokens=figure.tokens,
            cost=figure.cost if figure.priced else None,
            up_to=figure.up_to,
            models=tuple(figure.models),
        )
        for figure in view.figures
    )
    known = {name: getattr(view, name) for name in handoffs}
    told = {**_row(view.run), **known, "attempts": view.attempts, "steps": steps}
    return shape.model_validate({**told, **more})


def _row(run: Run) -> dict[str, Any]:
    names = ("state", "reason", "code", "created", "updated", "base", "branch", "judged_by")
    named = {name: getattr(run, name) for name in names}
    releases = run.pause.releases if run.pause else ()
    return {**named, "run": run.id, "title": run.ticket.title, "commit": run.head, "releases": releases}
