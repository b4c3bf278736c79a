"""`devflow demo`: the whole way on a small real repository, with recorded replies."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from devflow.cli import common
from devflow.cli.carrying import exit_of
from devflow.demo import create, require_pytest
from devflow.engine import Engine
from devflow.report import terminal
from devflow.steps.ticket import read_ticket
from devflow.wiring import Replies


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--live", is_flag=True, help="Ask the configured models instead of the recorded replies.")
def demo(folder: Path | None, live: bool) -> int:
    """Carry a recorded ticket through a small real repository, up to the review.

    The repository is made in FOLDER, or in a new temporary one, and stays there to be looked at. Everything
    is real but the models' replies, which are recorded; --live asks the configured models.

    Example: devflow demo
    """
    # -- the demo's tests need pytest, and the Python that runs devflow may be the only one that has it
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    require_pytest(os.environ["PATH"])
    made = create((folder or Path(tempfile.mkdtemp(prefix="devflow-demo-")) / "demo").absolute())
    engine = Engine.at(made.root, common.listener())
    ticket = read_ticket(str(made.ticket), sys.stdin.buffer)
    click.echo(f"The demo repository is {made.root}.")
    click.echo(f"The ticket: {ticket.title}")
    run = engine.start(ticket, "HEAD", {}, Replies(script=None if live else made.replies))
    shown = engine.carry(run)
    out = terminal.console()
    click.echo()
    terminal.show_review(out, shown, engine.diff(shown))
    terminal.show_receipts(out, shown)
    if not live:
        click.echo("\nNo model was called: the replies were recorded, and their tokens with them.")
    click.echo(f"To go on by hand: cd {made.root}")
    return exit_of(shown)
