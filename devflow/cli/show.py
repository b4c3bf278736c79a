"""`devflow show`: what a run did, step by step, with the exact prompts and handoffs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from devflow.clean import clean, clean_line
from devflow.cli import common
from devflow.cli.group import NOT_FIT, OK
from devflow.counting import counted
from devflow.git.commits import RunCommits
from devflow.git.user_repo import UserRepo
from devflow.models.call import stem
from devflow.report import data, terminal
from devflow.report.receipts import receipts as told_receipts
from devflow.report.told import ShownTold, VerifiedTold
from devflow.store.store import Store
from devflow.store.verify import verify
from devflow.store.view import view


@click.command()
@common.run_name
@click.argument("step", required=False)
@click.option("--verify", "verify_", is_flag=True, help="Make every digest again, from ticket to branch.")
@common.as_json
def show(run: str, step: str | None, verify_: bool, json_: bool) -> int:
    """Show the receipts of a run, or all that one STEP took, sent, received and gave.

    Example: devflow show last patch
    """
    store = common.store()
    if verify_:
        return _verify(store, run, json_)
    shown = view(store, store.run(run))
    receipts = [row for row in shown.receipts if step in (None, row["step"])]
    calls = [call for call in shown.calls if step in (None, call.step, stem(call.step))]
    if json_:
        steps = [
            {**row, "inputs": json.loads(row["inputs"]), "handoff": json.loads(row["handoff"])}
            for row in receipts
        ]
        common.print_json(data.run_data(shown.run, ShownTold, receipts=steps, calls=calls))
        return OK
    if step is None:
        out = terminal.console()
        terminal.show_summary(out, shown)
        terminal.show_receipts(out, shown)
        terminal.show_commands(out, shown.run)
        return OK
    if not receipts and not calls:
        raise click.UsageError(f"Run {shown.run.id} has nothing of a step {step!r}.")
    told = [each for each in told_receipts(shown) if each.step == step]
    for row, each in zip(receipts, told, strict=True):
        terminal.show_receipt(terminal.console(), each)
        click.echo("  exactly what it gave")
        click.echo(clean(json.dumps(json.loads(row["handoff"]), indent=2, ensure_ascii=False)))
    for number, call in enumerate(calls, start=1):
        click.echo(f"--- call {number}: {call.provider}/{call.model}, {call.tokens} tokens, {call.state}")
        click.echo(clean(call.prompt))
        click.echo("--- reply")
        click.echo(clean(call.reply))
    return OK


def _verify(store: Store, name: str, json_: bool) -> int:
    """Say whether the run holds together, or the first break."""
    run = store.run(name)
    commits = RunCommits(store.folder / "runs" / run.id, UserRepo.find(Path.cwd()))
    held = verify(store, run, commits)
    if json_:
        common.print_told(VerifiedTold(run=run.id, ok=not held.broken, **asdict(held)))
    elif held.broken:
        click.echo(f"broken: {clean_line(held.broken)}")
    else:
        click.echo(
            f"ok: run {run.id}, {counted(held.receipts, 'receipt')} "
            f"and {counted(held.handoffs, 'handoff')} between them, "
            f"{counted(held.commits, 'candidate')} in git"
            + (f", branch {clean_line(run.branch)} at {run.head[:12]}" if run.branch else "")
        )
    return NOT_FIT if held.broken else OK
