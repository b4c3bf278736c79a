"""Options and arguments that several commands take, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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


def base(what: str) -> Callable[[F], F]:
    """`--base REF`, the commit that a command is about: what it does with it ends the help line."""
    return click.option(
        "--base", default="HEAD", show_default=True, metavar="REF", help=f"The commit to {what}."
    )
