"""`devflow runs`: the runs of this repository."""

from __future__ import annotations

import click

from devflow.cli import common
from devflow.report import data, terminal


@click.command()
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@common.as_json
def runs(limit: int, json_: bool) -> None:
    """List the runs of this repository, newest first.

    Example: devflow runs --limit 5
    """
    found = common.store().runs(limit)
    if json_:
        common.print_json([data.run_data(each) for each in found])
    elif found:
        terminal.show_runs(terminal.console(), found)
    else:
        click.echo("No runs yet. Start one: devflow run ticket.md", err=True)
