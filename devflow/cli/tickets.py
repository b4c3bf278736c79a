"""The ticket that a word on the command line names: a file, or standard input."""

from __future__ import annotations

import sys

from devflow.handoffs import Ticket
from devflow.steps.ticket import read_ticket


def read(source: str) -> Ticket:
    """The ticket in a file, or on standard input where `source` is `-`.

    Raises:
        TicketError: it cannot be read.
    """
    return read_ticket(source, sys.stdin.buffer)
