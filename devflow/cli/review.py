"""`devflow review`: everything that a reviewer needs, on one page."""

from __future__ import annotations

import click

from devflow.cli import common
from devflow.report import data, terminal


@click.command()
@common.run_name
@click.option("--no-diff", is_flag=True, help="Leave the diff out.")
@common.as_json
def review(run: str, no_diff: bool, json_: bool) -> None:
    """Show a run's summary, checks, cost and diff.

    Example: devflow review last
    """
    engine = common.engine()
    shown = engine.view(run)
    diff = b"" if no_diff else engine.diff(shown)
    if json_:
        common.print_json({**data.view_data(shown), "diff": diff.decode(errors="replace")})
    else:
        terminal.show_review(terminal.console(), shown, diff)
