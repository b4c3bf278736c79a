"""`devflow approve` and `devflow reject`: a person's verdict on a run."""

from __future__ import annotations

import click

from devflow.cli import common
from devflow.report import data, terminal

_note = click.option("--note", default="", help="Why, in your words.")


@click.command()
@common.run_name
@_note
@click.option("--as", "as_", default="", help="The name under which you own the code, such as @ada.")
@common.as_json
def approve(run: str, note: str, as_: str, json_: bool) -> None:
    """Approve a run that is ready for review.

    Writes who, when and which commit to the store and to a git note; merges and pushes nothing.

    Example: devflow approve last --note "checked the CSV by hand"
    """
    engine = common.engine()
    by = engine.who
    shown = engine.approve(run, f"{by} as {as_}" if as_ else by, note)
    if json_:
        common.print_json(data.run_data(shown.run))
        return
    click.echo(f"approved {shown.run.branch} at {shown.run.head[:12]}")
    terminal.show_commands(terminal.console(), shown.run)


@click.command()
@common.run_name
@_note
@common.as_json
def reject(run: str, note: str, json_: bool) -> None:
    """Reject a run; its branch stays until you delete it.

    Example: devflow reject last --note "wrong approach"
    """
    engine = common.engine()
    shown = engine.reject(run, engine.who, note)
    if json_:
        common.print_json(data.run_data(shown.run))
    else:
        delete = f"; git branch -D {shown.run.branch} deletes it" if shown.run.branch else ""
        click.echo(f"rejected run {shown.run.id}{delete}")
