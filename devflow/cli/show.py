"""`devflow show`: what a run did, step by step, with the exact prompts and handoffs."""

from __future__ import annotations

import json

import click

from devflow.clean import clean
from devflow.cli import common
from devflow.models.call import Call
from devflow.report import data, terminal


@click.command()
@common.run_name
@click.argument("step", required=False)
@common.as_json
def show(run: str, step: str | None, json_: bool) -> None:
    """Show the receipts of a run, or all that one STEP took, sent, received and gave.

    Example: devflow show last patch
    """
    engine = common.engine()
    shown = engine.view(run)
    receipts = [row for row in shown.receipts if step in (None, row["step"])]
    calls = [Call.model_validate_json(row["call"]) for row in engine.store.rows("calls", shown.run.id)]
    calls = [call for call in calls if step in (None, call.step)]
    if json_:
        steps = [
            {**row, "inputs": json.loads(row["inputs"]), "handoff": json.loads(row["handoff"])}
            for row in receipts
        ]
        found = [call.model_dump(mode="json") for call in calls]
        common.print_json({**data.run_data(shown.run), "receipts": steps, "calls": found})
        return
    if step is None:
        out = terminal.console()
        terminal.show_summary(out, shown)
        terminal.show_receipts(out, shown)
        terminal.show_commands(out, shown.run)
        return
    if not receipts and not calls:
        raise click.UsageError(f"Run {shown.run.id} has nothing of a step {step!r}.")
    for row in receipts:
        click.echo(f"--- receipt of {step}, digest {row['digest'][:12]}, {row['seconds']:.2f} s")
        click.echo(clean(json.dumps(json.loads(row["handoff"]), indent=2, ensure_ascii=False)))
    for number, call in enumerate(calls, start=1):
        click.echo(f"--- call {number}: {call.provider}/{call.model}, {call.tokens} tokens, {call.state}")
        click.echo(clean(call.prompt))
        click.echo("--- reply")
        click.echo(clean(call.reply))
