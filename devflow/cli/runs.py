"""`devflow runs`: the runs of this repository."""

from __future__ import annotations

import click

from devflow.cli import common, options
from devflow.report import data, terminal
from devflow.store.store import RunState

_STATES = tuple(state.value for state in RunState)


@click.command()
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@click.option("--grep", default="", help="Only runs of a ticket that holds these words.")
@click.option("--file", "path", default="", help="Only runs that changed this path.")
@click.option("--state", type=click.Choice(_STATES), help="Only runs in this state.")
@options.as_json
def runs(limit: int, grep: str, path: str, state: str | None, json_: bool) -> None:
    """List the runs of this repository, newest first.

    Example: devflow runs --grep csv --state approved
    """
    found = common.store().runs(limit, words=grep, path=path, state=state or "")
    if json_:
        common.print_json([data.run_told(each) for each in found])
    elif found:
        terminal.show_runs(terminal.console(), found)
    elif grep or path or state:
        common.say("No run fits.")
    else:
        common.say("No runs yet. Start one: devflow run ticket.md")
