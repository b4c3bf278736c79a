"""Progress of a run in lines, and the words for it that the live line shares."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TextIO

from devflow.clean import clean_line
from devflow.events import Bill, Event


class Lines:
    """A line for each event that says something."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._tally = Tally()

    def __call__(self, event: Event) -> None:
        """Word an event; a stream that nobody reads any more does not end a run."""
        words = _words(event, self._tally.hear(event))
        if words:
            with contextlib.suppress(OSError):
                print(clean_line(f"{event.step:9} {words}"), file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing is written but when an event is heard."""


@dataclass
class Taken:
    """What one passage of a step took from the budget."""

    models: list[str] = field(default_factory=list)
    tokens: int = 0
    bill: Bill | None = None

    def words(self) -> tuple[str, ...]:
        """The run's money, then models and tokens; nothing where no model was asked."""
        counted = (f"{self.tokens:,} tokens",) if self.tokens else ()
        return (*((billed(self.bill),) if self.bill else ()), *self.models, *counted)


class Tally:
    """Counts what each step takes while it is listened to."""

    def __init__(self) -> None:
        self.bill: Bill | None = None
        self._steps: dict[str, Taken] = {}

    def hear(self, event: Event) -> Taken:
        """Take an event into account; gives what its step has taken."""
        if event.kind == "started":
            self._steps[event.step] = Taken()
        taken = self._steps.setdefault(event.step, Taken())
        if event.kind == "asked" and event.model not in taken.models:
            taken.models.append(event.model)
        if event.kind == "answered":
            taken.tokens += event.tokens
            taken.bill = self.bill = event.bill
        return taken


def billed(bill: Bill) -> str:
    """The run's money so far, and what is left of it."""
    if not bill.paid:
        return "no model is paid"
    spent = f"{'up to ' if bill.up_to else ''}${bill.money:.4f} spent"
    return spent if bill.left is None else f"{spent}, ${bill.left:.4f} left"


def asking(event: Event) -> str:
    """That a model is asked."""
    return f"asking {event.model}, up to {event.tokens:,} tokens"


def _words(event: Event, taken: Taken) -> str:
    match event.kind:
        case "asked":
            return asking(event)
        case "answered":
            return f"no answer after {event.seconds:.1f} s: {event.text}" if event.text else ""
        case "kept":
            return ", ".join((f"done in {event.seconds:.1f} s", *taken.words()))
        case "reused":
            return "kept from before"
        case "progress" | "note":
            return event.text
        case "failed":
            # -- why is what the command ends with
            return f"stopped after {event.seconds:.1f} s"
        case "branch":
            return f"branch {event.text}"
        case _:
            return ""
