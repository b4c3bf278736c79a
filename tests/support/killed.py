"""A run that kills itself at a named event: python -m tests.support.killed STEP KIND TICKET SCRIPT."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from devflow.engine import Engine
from devflow.events import Event
from devflow.steps.ticket import read_ticket
from devflow.wiring import Replies


def main(step: str, kind: str, ticket: str, script: str) -> None:
    """Carry the ticket until the event comes; then die as kill -9 dies."""

    def tell(event: Event) -> None:
        if (event.step, event.kind) == (step, kind):
            os.kill(os.getpid(), signal.SIGKILL)

    engine = Engine.at(Path.cwd(), tell)
    engine.carry(
        engine.start(read_ticket(ticket, sys.stdin.buffer), "HEAD", {}, Replies(script=Path(script)))
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
