"""What the reviewer reads, and where a run ends."""

from __future__ import annotations

from typing import Literal

from devflow.handoffs.base import Handoff, Risk
from devflow.handoffs.context import Quote
from devflow.handoffs.patch import ChangedFile

SEND_BACK = ("spec", "context", "scope", "patch", "checks", "summary")
"""The steps that a run can be sent back to, with a note that only that step reads."""


class ChangedSymbol(Handoff):
    """One definition in which candidate and base differ, read from their syntax trees."""

    path: str
    name: str
    """With the class or module around it, dotted."""
    kind: str
    """function, class or value."""
    change: Literal["added", "changed", "removed"]
    first_line: int
    """1-based, in the candidate; of a removed one, in the base."""
    last_line: int


class Evidence(Handoff):
    """An acceptance criterion and what shows it."""

    criterion: str
    shown_by: tuple[str, ...]
    """Tests by id, red without the patch and green with it; empty means not shown."""
    touched: tuple[str, ...] = ()
    """Where the patch defines what the criterion speaks of, as `path:line name`: to be read, no proof."""


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
    """What undoes the change, and what a revert does not undo."""
    reasons: tuple[str, ...] = ()
    """Why the risk is what it is."""
    symbols: tuple[ChangedSymbol, ...] = ()
    held: tuple[str, ...] = ()
    """What was not approved beforehand: held back, or accepted by a person since."""
    quotes: tuple[Quote, ...] = ()
    """The facts that the models were given, verbatim."""
    only: Literal["", "documents", "tests"] = ""
    """What the patch is made of, where it is of one such kind alone: no test shows that it is right."""
    words: tuple[str, ...] = ()
    """Sentences of a model, each one found to rest on the receipts; empty where none was asked."""


class Review(Handoff):
    """Where a run ends: ready for a person, or finished and not fit."""

    state: Literal["ready", "not_fit"]
    reason: str
    branch: str = ""
    commit: str = ""
