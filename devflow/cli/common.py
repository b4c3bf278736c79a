"""What several commands share: the engine of this folder, who is asking, and how a run's end is told."""

from __future__ import annotations

import getpass
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from devflow.cli.group import NOT_FIT, OK
from devflow.engine import Engine
from devflow.report import data, terminal
from devflow.report.progress import Progress
from devflow.store.store import RunState
from devflow.store.view import RunView


class _Money(click.ParamType[Decimal]):
    """A plain amount of dollars above zero."""

    name = "dollars"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The amount, or a usage error."""
        try:
            amount = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            amount = Decimal(0)
        if not amount.is_finite() or amount <= 0:
            self.fail(f"{value!r} is not an amount of dollars above zero, such as 0.50.", param, ctx)
        return amount


MONEY = _Money()
as_json = click.option("--json", "json_", is_flag=True, help="Print the result as JSON.")
run_name = click.argument("run", default="last")


def engine() -> Engine:
    """The engine of the repository that holds the current folder, telling its progress on standard error."""
    return Engine.at(Path.cwd(), Progress())


def who(found: Engine) -> str:
    """Who is asking: as git knows him, else the name of the account."""
    return found.user.user_name() or getpass.getuser()


def print_json(value: dict[str, Any] | list[dict[str, Any]]) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True))


def tell_end(shown: RunView, json_: bool) -> int:
    """Show where a run ended and give the exit code of that end."""
    if json_:
        print_json(data.view_data(shown))
    else:
        out = terminal.console()
        terminal.show_summary(out, shown)
        terminal.show_commands(out, shown.run)
    return exit_of(shown)


def exit_of(shown: RunView) -> int:
    """The exit code of a run that ended without an error."""
    return OK if shown.run.state in (RunState.READY, RunState.APPROVED) else NOT_FIT


def flags_from(
    budget: Decimal | None, attempts: int | None, sandbox: str | None, check: tuple[str, ...]
) -> dict[str, Any]:
    """The configuration that was given by flags, under its dotted keys."""
    given = {
        "budget.money": budget,
        "run.attempts": attempts,
        "sandbox": sandbox,
        "checks.commands": check or None,
    }
    return {key: value for key, value in given.items() if value is not None}
