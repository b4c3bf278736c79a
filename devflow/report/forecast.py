"""What `devflow plan` foresees, in words and as data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.table import Table
from rich.text import Text

from devflow.clean import clean_line
from devflow.counting import counted
from devflow.forecast import FAILURES_LENGTH, SPEC_LENGTH, Calls, CheckPlan, Forecast
from devflow.handoffs import RankedFile, Route, Scope
from devflow.report import terminal
from devflow.report.data import Told

_SHOWN = 10


class PlanTold(Told):
    """What a run would begin with, and could cost at the worst."""

    base: str
    route: Route
    files: tuple[RankedFile, ...]
    named: tuple[RankedFile, ...] = ()
    """Documents, data and tests that only the ticket's body names."""
    tokens: int
    scope: Scope
    checks: tuple[CheckPlan, ...]
    calls: tuple[Calls, ...]
    budget: Decimal
    worst: Decimal | None


def show(told: Forecast) -> None:
    """Route, files, scope, checks and cost, in the order in which a run comes to them."""
    out = terminal.console()
    out.print(Text.assemble((clean_line(told.ticket.title), "bold"), f"  on base {told.base[:12]}"))
    owner = f", {told.route.owner} must approve" if told.route.owner else ""
    route = told.route
    ways = (
        f"{counted(route.attempts, 'attempt')} at most",
        *([f"{route.candidates} candidates"] if route.candidates > 1 else []),
        *(["the short way"] if route.short else []),
        *(["you are asked for the scope"] if route.ask_scope or route.outsider else []),
    )
    terminal.sentences(out, f"Route: {route.risk.value} risk, {', '.join(ways)}{owner}", route.reasons)
    shown = (*told.context.files[:_SHOWN], *told.context.named)
    files = [f"{file.path}  ({'; '.join(file.reasons)})" for file in shown]
    terminal.sentences(out, f"Files, {told.context.tokens} tokens of them shown to the model", files)
    terminal.sentences(
        out,
        f"Scope, at most {counted(told.scope.max_files, 'file')} and {counted(told.scope.max_lines, 'line')}",
        [*_permits(told), *told.scope.left_out],
    )
    checks = [f"{check.name}: {check.lacks or check.command}" for check in told.checks]
    terminal.sentences(out, "Checks", checks or ["none found, so the run would pause before its review"])
    _cost(told)


def data(told: Forecast) -> dict[str, Any]:
    """The same for --json."""
    plan = PlanTold(
        base=told.base,
        route=told.route,
        files=told.context.files,
        named=told.context.named,
        tokens=told.context.tokens,
        scope=told.scope,
        checks=told.checks,
        calls=told.calls,
        budget=told.budget,
        worst=told.worst,
    )
    return plan.model_dump(mode="json")


def _cost(told: Forecast) -> None:
    out = terminal.console()
    if not told.calls:
        terminal.sentences(out, "Cost", ["no model is configured: `devflow doctor` says how to name one"])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("step", "model", "calls", "tokens a call", "dollars a call"):
        table.add_column(column)
    for call in told.calls:
        money = "price unknown" if call.money is None else f"{call.money:.4f}"
        cells = (call.step, call.model, f"up to {call.most}", f"up to {call.tokens}", money)
        table.add_row(*(Text(clean_line(cell)) for cell in cells))
    terminal.head(out, "Cost at the worst")
    out.print(table)
    whole = (
        "a price is not known, so tokens are counted" if told.worst is None else f"${told.worst:.4f} at most"
    )
    out.print(Text(f"{whole}; the budget of ${told.budget} pauses a run before it is exceeded"))
    out.print(
        Text(
            f"counted with {SPEC_LENGTH} characters of spec and {FAILURES_LENGTH} of failures, "
            "a token for each byte, every answer as long as it may be and every question asked again"
        )
    )


def _permits(told: Forecast) -> list[str]:
    """A line for all that is permitted for one reason."""
    grouped: dict[str, list[str]] = {}
    for permit in told.scope.permits:
        verbs = ", ".join(verb.value for verb in permit.verbs)
        grouped.setdefault(f"{permit.reason}: {verbs}", []).append(permit.pattern)
    return [f"{why} {', '.join(patterns)}" for why, patterns in grouped.items()]
