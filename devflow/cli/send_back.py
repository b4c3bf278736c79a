"""`devflow send-back`: a reviewer's note takes a run back to one step."""

from __future__ import annotations

import click

from devflow.cli import common, options
from devflow.cli.carrying import carry
from devflow.handoffs import SEND_BACK


@click.command("send-back")
@options.run_name
@click.option(
    "--to", "step", type=click.Choice(SEND_BACK), required=True, help="The step that reads the note."
)
@click.option("--note", required=True, help="What that step should do otherwise.")
@options.as_json
def send_back(run: str, step: str, note: str, json_: bool) -> int:
    """Send a run back to one step, with a note, and go on from there.

    What was done before that step is kept at no cost; the new candidate gets a branch of its own.

    Example: devflow send-back last --to patch --note "keep the old option as an alias"
    """
    engine = common.engine(json_=json_)
    found = engine.send_back(run, step, note, engine.who)
    return carry(engine, found, json_=json_)
