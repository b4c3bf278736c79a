"""A person's verdict on a run: `devflow approve`, `devflow reject`, and what was decided by keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from devflow.cli import common, options
from devflow.cli.group import OK
from devflow.report import data, terminal
from devflow.store.store import Run

if TYPE_CHECKING:
    from devflow.engine import Engine
    from devflow.report.keys import Decision

_note = click.option("--note", default="", help="Why, in your words.")


@click.command()
@options.run_name
@_note
@click.option("--as", "as_", default="", help="The name under which you own the code, such as @ada.")
@options.as_json
def approve(run: str, note: str, as_: str, json_: bool) -> None:
    """Approve a run that is ready for review.

    Writes who, when and which commit to the store and to a git note; merges and pushes nothing.

    Example: devflow approve last --note "checked the CSV by hand"
    """
    reads = common.deciding()
    approved = reads.approve(run, _known_as(reads.who, as_), note).run
    if json_:
        common.print_json(data.run_told(approved))
    else:
        _show_approved(approved)


@click.command()
@options.run_name
@_note
@options.as_json
def reject(run: str, note: str, json_: bool) -> None:
    """Reject a run; its branch stays until you delete it.

    Example: devflow reject last --note "wrong approach"
    """
    reads = common.deciding()
    rejected = reads.reject(run, reads.who, note).run
    if json_:
        common.print_json(data.run_told(rejected))
    else:
        _show_rejected(rejected)


def decide(engine: Engine, run: Run, decided: Sequence[Decision]) -> int:
    """Keep every decision, in order; gives the exit code of where the run ends.

    A verdict is done at once, anything else by going on with the run.

    Raises:
        ConfigError: the run cannot be decided so, or another must approve it; what came before is kept.
        StepFailed, Paused, StoreError, KeyboardInterrupt: as Engine.carry.
    """
    from devflow.cli.carrying import carry  # noqa: PLC0415 -- a verdict carries nothing

    by = engine.who
    for each in decided:
        match each.kind:
            case "approve":
                _show_approved(engine.approve(run.id, _known_as(by, each.owner), each.text).run)
                return OK
            case "reject":
                _show_rejected(engine.reject(run.id, by, each.text).run)
                return OK
            case "send-back":
                engine.send_back(run.id, each.step, each.text, by)
            case "accept":
                engine.accept(run.id, each.text, by)
            case "scope":
                engine.widen(run.id, each.text, by)
            case "answer" | "yes":
                engine.answer(run.id, each.text, by)
            case "comment" | "resume":
                pass
    return carry(engine, engine.store.run(run.id), json_=False)


def _known_as(by: str, owner: str) -> str:
    """Who approves; beside the name that git knows, that under which he owns the code."""
    return f"{by} as {owner}" if owner else by


def _show_approved(run: Run) -> None:
    click.echo(f"approved {run.branch} at {run.head[:12]}")
    terminal.show_commands(terminal.console(), run)


def _show_rejected(run: Run) -> None:
    delete = f"; git branch -D {run.branch} deletes it" if run.branch else ""
    click.echo(f"rejected run {run.id}{delete}")
