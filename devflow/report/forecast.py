"""What `devflow plan` foresees, in words and as data."""

from __future__ import annotations

from decimal import Decimal

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


def show(plan: Forecast) -> None:
    """Route, files, scope, checks and cost, in the order in which a run comes to them."""
    out = terminal.console()
    out.print(Text.assemble((clean_line(plan.ticket.title), "bold"), f"  on base {plan.base[:12]}"))
    owner = f", {plan.route.owner} must approve" if plan.route.owner else ""
    route = plan.route
    ways = (
        f"{counted(route.attempts, 'attempt')} at most",
        *([f"{route.candidates} candidates"] if route.candidates > 1 else []),
        *(["the short way"] if route.short else []),
        *(["you are asked for the scope"] if route.ask_scope or route.outsider else []),
    )
    terminal.sentences(out, f"Route: {route.risk.value} risk, {', '.join(ways)}{owner}", route.reasons)
    shown = (*plan.context.files[:_SHOWN], *plan.context.named)
    files = [f"{file.path}  ({'; '.join(file.reasons)})" for file in shown]
    terminal.sentences(out, f"Files, {plan.context.tokens} tokens of them shown to the model", files)
    terminal.sentences(
        out,
        f"Scope, at most {counted(plan.scope.max_files, 'file')} and {counted(plan.scope.max_lines, 'line')}",
        [*_permits(plan), *plan.scope.left_out],
    )
    checks = [f"{check.name}: {check.lacks or check.command}" for check in plan.checks]
    terminal.sentences(out, "Checks", checks or ["none found, so the run would pause before its review"])
    _cost(plan)


def told(plan: Forecast) -> PlanTold:
    """The same for --json."""
    return PlanTold(
        base=plan.base,
        route=plan.route,
        files=plan.context.files,
        named=plan.context.named,
        tokens=plan.context.tokens,
        scope=plan.scope,
        checks=plan.checks,
        calls=plan.calls,
        budget=plan.budget,
        worst=plan.worst,
    )


def _cost(plan: Forecast) -> None:
    out = terminal.console()
    if not plan.calls:
        terminal.sentences(out, "Cost", ["no model is configured: `devflow doctor` says how to name one"])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("step", "model", "calls", "tokens a call", "dollars a call"):
        table.add_column(column)
    for call in plan.calls:
        money = "price unknown" if call.money is None else f"{call.money:.4f}"
        cells = (call.step, call.model, f"up to {call.most}", f"up to {call.tokens}", money)
        table.add_row(*(Text(clean_line(cell)) for cell in cells))
    terminal.head(out, "Cost at the worst")
    out.print(table)
    whole = (
        "a price is not known, so tokens are counted" if plan.worst is None else f"${plan.worst:.4f} at most"
    )
    out.print(Text(f"{whole}; the budget of ${plan.budget} pauses a run before it is exceeded"))
    out.print(
        Text(
            f"counted with {SPEC_LENGTH} characters of spec and {FAILURES_LENGTH} of failures, "
            "a token for each byte, every answer as long as it may be and every question asked again"
        )
    )


def _permits(plan: Forecast) -> list[str]:
    """A line for all that is permitted for one reason."""
    grouped: dict[str, list[str]] = {}
    for permit in plan.scope.permits:
        verbs = ", ".join(verb.value for verb in permit.verbs)
        grouped.setdefault(f"{permit.reason}: {verbs}", []).append(permit.pattern)
    return [f"{why} {', '.join(patterns)}" for why, patterns in grouped.items()]
