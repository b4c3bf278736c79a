"""`devflow run`: carry a ticket to a branch for review."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from devflow.cli import common, options
from devflow.cli.carrying import carry
from devflow.cli.flags import with_flags
from devflow.cli.tickets import with_ticket
from devflow.handoffs import Ticket
from devflow.wiring import Replies

_PATH = click.Path(path_type=Path, resolve_path=True)


@click.command()
@with_ticket
@options.base("start from")
@click.option("--script", type=_PATH, help="Take the models' replies from this file, in order.")
@click.option("--record", type=_PATH, help="Keep the models' replies in this folder.")
@click.option("--replay", type=_PATH, help="Take the models' replies from such a folder; none is called.")
@click.option("--no-cache", is_flag=True, help="Ask anew what an earlier run was answered already.")
@with_flags
@click.option("--budget", type=options.MONEY, help="The most that the run may cost, in dollars.")
@options.as_json
def run(
    asked: Ticket,
    base: str,
    script: Path | None,
    record: Path | None,
    replay: Path | None,
    no_cache: bool,
    flags: dict[str, Any],
    budget: Decimal | None,
    json_: bool,
) -> int:
    """Carry a ticket to a branch for review.

    TICKET is a file, - for standard input, or an issue at GitHub as gh:owner/name#12 or by its address. Your
    checkout, index, HEAD, stash and configuration stay as they are.

    Example: devflow run ticket.md
    """
    engine = common.engine(json_=json_)
    if budget is not None:
        flags["budget.money"] = budget
    replies = Replies(script=script, record=record, replay=replay, cache=not no_cache)
    begun = engine.start(asked, base, flags, replies)
    common.say(f"run {begun.id} on {begun.base[:12]}")
    return carry(engine, begun, json_=json_)
