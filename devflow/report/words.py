"""Words that every way of telling shares: money, seconds, counts, states."""

from __future__ import annotations

import time
from decimal import Decimal

from devflow.counting import counted
from devflow.handoffs import CheckResult, Counts
from devflow.store.store import Run
from devflow.store.view import RunView, StepFigure


def state(run: Run) -> str:
    """The state of a run, as people write it."""
    return run.state.value.replace("_", " ")


def ending(run: Run) -> str:
    """The state of a run and why, each said once."""
    if not run.reason or run.reason.startswith(state(run)):
        return run.reason or state(run)
    return f"{state(run)} — {run.reason}"


def money(figure: StepFigure) -> str:
    """The cost of a step's calls, with what is not known said."""
    if not figure.calls:
        return "—"
    if not figure.paid:
        return "no model is paid"
    amount = f"${figure.cost:.4f}"
    if not figure.priced:
        return "price unknown" if not figure.cost else f"{amount} + unpriced"
    return f"up to {amount}" if figure.up_to else amount


def total(view: RunView) -> StepFigure:
    """All steps' figures added up."""
    every = StepFigure("total")
    for figure in view.figures:
        every.worked += figure.worked
        every.seconds += figure.seconds
        every.calls += figure.calls
        every.tokens += figure.tokens
        every.cost += figure.cost or Decimal(0)
        every.priced &= figure.priced
        every.up_to |= figure.up_to
        every.paid |= figure.paid
    return every


def seconds(value: float) -> str:
    """A duration, short."""
    return f"{value:.1f} s" if value < 100 else f"{value / 60:.1f} min"


def counts(value: Counts) -> str:
    """`12 passed, 1 failed`, without what is zero."""
    parts = [f"{number} {name}" for name, number in value.model_dump().items() if number]
    return ", ".join(parts) or "nothing ran"


def measured(result: CheckResult, value: Counts) -> str:
    """What one side of a check came to: outcomes, or of a linter that ran, how much it found."""
    if result.kind == "tests" or result.status not in ("green", "red"):
        return counts(value)
    return counted(value.failed, "finding")


def moment(value: float) -> str:
    """A local time, to the minute."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(value))


def size(value: int) -> str:
    """An amount of bytes, short."""
    amount = float(value)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
