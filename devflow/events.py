"""What a run tells while it works: one small record for each thing that begins or ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

EventKind = Literal["started", "progress", "worked", "kept", "reused", "failed", "branch"]


@dataclass(frozen=True)
class Event:
    """started: a step begins. progress: something inside it. worked: its handoff exists, not yet kept.
    kept: its receipt is written. reused: an earlier receipt serves. failed: it has no handoff to give.
    branch: the branch for review was created."""

    step: str
    kind: EventKind
    text: str = ""
    seconds: float = 0.0


Tell = Callable[[Event], None]


def silent(event: Event) -> None:
    """Tell nobody."""
    del event
