"""`devflow plan`: what a run of a ticket would begin with, and what it could cost."""

from __future__ import annotations

from pathlib import Path

import click

from devflow.cli import common, options
from devflow.cli.tickets import with_ticket
from devflow.forecast import foresee
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Ticket
from devflow.report import forecast


@click.command()
@with_ticket
@options.base("start from")
@options.as_json
def plan(asked: Ticket, base: str, json_: bool) -> None:
    """Say what a run of a ticket would do, and what it could cost at the worst.

    The route and its reasons, the files that the index ranks, the scope, the checks and the cost. No model
    is called, no run is begun. TICKET is a file, - for standard input, or an issue as gh:owner/name#12;
    or its words follow --title.

    Example: devflow plan ticket.md
    """
    foreseen = foresee(UserRepo.find(Path.cwd()), asked, base)
    if json_:
        common.print_json(forecast.told(foreseen))
    else:
        forecast.show(foreseen)
