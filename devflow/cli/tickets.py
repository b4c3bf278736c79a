"""The ticket that a command is about: a file, standard input, an issue at GitHub, or words."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from devflow.handoffs import Ticket
from devflow.steps.ticket import Rights, make_ticket, read_ticket, written_by


def with_ticket(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `asked`: the ticket that its argument and options name, in one of several ways."""

    @click.argument("ticket", required=False)
    @click.option("--title", help="The ticket's title, instead of a file.")
    @click.option("--body", default="", help="The ticket's body, with --title.")
    @click.option("--author", default="", help="Who wrote the ticket, where it is not you.")
    @click.option(
        "--rights",
        type=click.Choice(["write", "read"]),
        help="What the author may do in the repository; of a named author, read if not given.",
    )
    @functools.wraps(command)
    def given_ticket(
        *, ticket: str | None, title: str | None, body: str, author: str, rights: Rights | None, **others: Any
    ) -> Any:
        if (ticket is None) == (title is None):
            raise click.UsageError("Give a ticket file, - for standard input, an issue, or --title.")
        if body and title is None:
            raise click.UsageError("--body goes with --title.")
        if title is not None:
            return command(asked=written_by(make_ticket(title, body), author, rights), **others)
        return command(asked=read(ticket or "-", author, rights), **others)

    return given_ticket


def read(source: str, author: str = "", rights: Rights | None = None) -> Ticket:
    """The ticket in a file, on standard input where `source` is `-`, or of `gh:owner/name#12` or its address.

    Who wrote an issue, and what he may do, GitHub says; of another ticket, whoever gives it.

    Raises:
        TicketError: it cannot be read.
        ForgeError: GitHub does not give it.
    """
    if source.startswith(("gh:", "https://")):
        from devflow.forge.reading import read_issue  # noqa: PLC0415 -- a file takes nothing of GitHub

        return read_issue(source, os.environ)
    return written_by(read_ticket(source, sys.stdin.buffer), author, rights)
