"""The events of a run as JSON lines on standard output, for whoever follows it with a program."""

from __future__ import annotations

import contextlib
import time

from devflow.events import Event
from devflow.report.data import EventLine


def tell_as_json(event: Event) -> None:
    """Write an event as one line; a reader that has gone does not end a run."""
    bill = event.bill
    line = EventLine(
        event=event.kind,
        at=time.time(),
        step=event.step,
        text=event.text,
        seconds=round(event.seconds, 3),
        model=event.model,
        tokens=event.tokens,
        spent=str(bill.money) if bill else None,
        left=str(bill.left) if bill and bill.left is not None else None,
    )
    with contextlib.suppress(OSError):
        print(line.model_dump_json(), flush=True)
