"""`devflow show`: what a run did, step by step, with the exact prompts and handoffs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from devflow.clean import clean, clean_line
from devflow.cli import common, options
from devflow.cli.group import NOT_FIT, OK
from devflow.counting import counted
from devflow.git.commits import RunCommits
from devflow.git.user_repo import UserRepo
from devflow.models.call import stem
from devflow.report import data, terminal
from devflow.report.receipts import receipts
from devflow.report.told import ShownTold, VerifiedTold
from devflow.store.store import Store
from devflow.store.verify import verify
from devflow.store.view import RunView, view


@click.command()
@options.run_name
@click.argument("step", required=False)
@click.option("--verify", "verify_", is_flag=True, help="Make every digest again, from ticket to branch.")
@options.as_json
def show(run: str, step: str | None, verify_: bool, json_: bool) -> int:
    """Show the receipts of a run, or all that one STEP took, sent, received and gave.

    Example: devflow show last patch
    """
    store = common.store()
    if verify_:
        return _verify(store, run, json_)
    shown = view(store, store.run(run))
    if json_:
        _print(shown, step)
    elif step is None:
        out = terminal.console()
        terminal.show_summary(out, shown)
        terminal.show_receipts(out, shown)
        terminal.show_commands(out, shown.run)
    else:
        _show_step(shown, step)
    return OK


def _print(shown: RunView, step: str | None) -> None:
    """The receipts and calls of a run, or those of one step, as JSON."""
    receipts = [
        {**row, "inputs": json.loads(row["inputs"]), "handoff": json.loads(row["handoff"])}
        for row in shown.receipts
        if step in (None, row["step"])
    ]
    calls = [call for call in shown.calls if step in (None, call.step, stem(call.step))]
    common.print_json(data.run_told(shown.run, ShownTold, receipts=receipts, calls=calls))


def _show_step(shown: RunView, step: str) -> None:
    """What a step took and gave each time that it worked, and every question of it to a model."""
    told = [
        (row, receipt)
        for row, receipt in zip(shown.receipts, receipts(shown), strict=True)
        if row["step"] == step
    ]
    calls = [call for call in shown.calls if step in (call.step, stem(call.step))]
    if not told and not calls:
        raise click.UsageError(f"Run {shown.run.id} has nothing of a step {step!r}.")
    for row, receipt in told:
        terminal.show_receipt(terminal.console(), receipt)
        click.echo("  exactly what it gave")
        click.echo(clean(json.dumps(json.loads(row["handoff"]), indent=2, ensure_ascii=False)))
    for number, call in enumerate(calls, start=1):
        click.echo(f"--- call {number}: {call.asked}, {call.tokens} tokens, {call.state}")
        click.echo(clean(call.prompt))
        click.echo("--- reply")
        click.echo(clean(call.reply))


def _verify(store: Store, name: str, json_: bool) -> int:
    """Say whether the run holds together, or the first break."""
    run = store.run(name)
    commits = RunCommits(store.folder / "runs" / run.id, UserRepo.find(Path.cwd()))
    held = verify(store, run, commits)
    if json_:
        common.print_json(VerifiedTold(run=run.id, ok=not held.broken, **asdict(held)))
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
