"""What the reviewer reads, and where a run ends."""

from __future__ import annotations

from typing import Literal

from devflow.handoffs.base import Handoff, Risk
from devflow.handoffs.patch import ChangedFile


class Evidence(Handoff):
    """An acceptance criterion and what shows it."""

    criterion: str
    shown_by: tuple[str, ...]
    """Tests by id; empty means not shown."""


class Summary(Handoff):
    """What changed, what was measured, what needs a human eye: facts only."""

    title: str
    asked: str
    risk: Risk
    owner: str
    changed: tuple[ChangedFile, ...]
    proven: tuple[str, ...]
    """What a machine measured, a sentence each."""
    evidence: tuple[Evidence, ...]
    look_at: tuple[str, ...]
    """What needs a human eye, costliest first."""
    roll_back: str


class Review(Handoff):
    """Where a run ends: ready for a person, or finished and not fit."""

    state: Literal["ready", "not_fit"]
    reason: str
    branch: str = ""
    commit: str = ""
