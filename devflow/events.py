"""What a run tells while it works: one small record for each thing that begins or ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

EventKind = Literal[
    "started", "asked", "answered", "progress", "note", "worked", "kept", "reused", "failed", "branch"
]


@dataclass(frozen=True)
class Bill:
    """What a run has taken from its budget so far."""

    tokens: int
    money: Decimal
    """Dollars, without what has no known price."""
    left: Decimal | None
    """Dollars that may still be spent; None where no amount bounds the run."""
    up_to: bool = False
    """The end of some call is not known, so that the figures are the most it can have taken."""
    paid: bool = True
    """False where a script or a recording answers."""


@dataclass(frozen=True)
class Event:
    """started: a step begins. asked: it waits for a model. answered: the model's answer is counted, or the
    call has failed and `text` says how. progress: what it does just now. note: something to be read later
    too. worked: its handoff exists, not yet kept. kept: its receipt is written. reused: an earlier receipt
    serves. failed: it has no handoff to give. branch: the branch for review was created."""

    step: str
    kind: EventKind
    text: str = ""
    seconds: float = 0.0
    model: str = ""
    """Who was asked, as provider/model."""
    tokens: int = 0
    """asked: the most that the call can take. answered: what it took."""
    bill: Bill | None = None

    @property
    def lasting(self) -> bool:
        """Whether it belongs into the log of the run; calls to models are kept whole elsewhere."""
        return self.kind not in ("asked", "answered", "progress")


Tell = Callable[[Event], None]


def silent(event: Event) -> None:
    """Tell nobody."""
    del event


def in_turn(tell: Tell) -> Tell:
    """The same, told by one thread at a time: what is measured at once is told line by line."""
    turn = threading.RLock()

    def told(event: Event) -> None:
        with turn:
            tell(event)

    return told
