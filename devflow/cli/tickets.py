"""The ticket that a word on the command line names: a file, standard input, or an issue at GitHub."""

from __future__ import annotations

import os
import sys

from devflow.handoffs import Ticket
from devflow.steps.ticket import Rights, read_ticket, written_by


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
