"""`devflow run`: carry a ticket to a branch for review."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import get_args

import click

from devflow.cli import common, tickets
from devflow.config import Isolation
from devflow.steps.ticket import Rights
from devflow.wiring import Replies

_PATH = click.Path(path_type=Path, resolve_path=True)


@click.command()
@tickets.ticket
@click.option("--base", default="HEAD", show_default=True, help="The commit to start from.")
@click.option("--script", type=_PATH, help="Take the models' replies from this file, in order.")
@click.option("--record", type=_PATH, help="Keep the models' replies in this folder.")
@click.option("--replay", type=_PATH, help="Take the models' replies from such a folder; none is called.")
@click.option("--no-cache", is_flag=True, help="Ask anew what an earlier run was answered already.")
@click.option("--check", multiple=True, help="A shell line that checks the repo, instead of what is found.")
@click.option("--budget", type=common.MONEY, help="The most that the run may cost, in dollars.")
@click.option("--attempts", type=int, help="How often the patch may be tried.")
@click.option("--sandbox", type=click.Choice(get_args(Isolation)), help="How checks are held apart.")
@common.as_json
def run(
    ticket: str | None,
    title: str | None,
    body: str,
    author: str,
    rights: Rights | None,
    base: str,
    script: Path | None,
    record: Path | None,
    replay: Path | None,
    no_cache: bool,
    check: tuple[str, ...],
    budget: Decimal | None,
    attempts: int | None,
    sandbox: str | None,
    json_: bool,
) -> int:
    """Carry a ticket to a branch for review.

    TICKET is a file, - for standard input, or an issue at GitHub as gh:owner/name#12 or by its address. Your
    checkout, index, HEAD, stash and configuration stay as they are.

    Example: devflow run ticket.md
    """
    asked = tickets.named(ticket, title, body, author, rights)
    engine = common.engine(json_=json_)
    flags = common.flags_from(budget, attempts, sandbox, check)
    replies = Replies(script=script, record=record, replay=replay, cache=not no_cache)
    begun = engine.start(asked, base, flags, replies)
    click.echo(f"run {begun.id} on {begun.base[:12]}", err=True)
    return common.carry(engine, begun, json_=json_)
