"""`devflow plan`: what a run of a ticket would begin with, and what it could cost."""

from __future__ import annotations

from pathlib import Path

import click

from devflow.cli import common, tickets
from devflow.forecast import foresee
from devflow.git.user_repo import UserRepo
from devflow.report import forecast
from devflow.steps.ticket import Rights


@click.command()
@tickets.ticket
@click.option("--base", default="HEAD", show_default=True, help="The commit to start from.")
@common.as_json
def plan(
    ticket: str | None,
    title: str | None,
    body: str,
    author: str,
    rights: Rights | None,
    base: str,
    json_: bool,
) -> None:
    """Say what a run of a ticket would do, and what it could cost at the worst.

    The route and its reasons, the files that the index ranks, the scope, the checks and the cost. No model
    is called, no run is begun. TICKET is a file, - for standard input, or an issue as gh:owner/name#12;
    or its words follow --title.

    Example: devflow plan ticket.md
    """
    asked = tickets.named(ticket, title, body, author, rights)
    told = foresee(UserRepo.find(Path.cwd()), asked, base)
    if json_:
        common.print_json(forecast.data(told))
    else:
        forecast.show(told)
