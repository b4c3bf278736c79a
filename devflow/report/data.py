"""A run as plain data for --json; the shape is versioned and only ever grows."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from devflow.events import EventKind
from devflow.handoffs import Handoff
from devflow.store.store import Run
from devflow.store.view import RunView

VERSION = 1


class Told(BaseModel):
    """What a command prints with --json."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    version: int = VERSION


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


def run_data(run: Run) -> dict[str, Any]:
    """One run without its handoffs. Times are seconds since the epoch."""
    return {
        "version": VERSION,
        "run": run.id,
        "state": run.state.value,
        "reason": run.reason,
        "code": run.code,
        "title": run.ticket.title,
        "created": run.created,
        "updated": run.updated,
        "base": run.base,
        "branch": run.branch,
        "commit": run.head,
        "judged_by": run.judged_by,
    }


def view_data(view: RunView) -> dict[str, Any]:
    """A run with its last handoffs and what each step took."""
    handoffs = ("route", "spec", "scope", "candidate", "report", "guard", "summary", "review")
    return {
        **run_data(view.run),
        **{name: _plain(getattr(view, name)) for name in handoffs},
        "attempts": view.attempts,
        "steps": [
            {
                "step": figure.step,
                "worked": figure.worked,
                "seconds": round(figure.seconds, 3),
                "calls": figure.calls,
                "tokens": figure.tokens,
                "cost": str(figure.cost) if figure.priced else None,
                "up_to": figure.up_to,
                "models": figure.models,
            }
            for figure in view.figures
        ],
    }


def _plain(handoff: Handoff | None) -> dict[str, Any] | None:
    return handoff.model_dump(mode="json") if handoff is not None else None
