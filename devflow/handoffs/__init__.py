"""What the steps pass to each other: one frozen value each, validated when written and when read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devflow.handoffs.base import Handoff, Outcome, Risk, Verb
    from devflow.handoffs.checks import (
        Answers,
        Attempt,
        CheckReport,
        CheckResult,
        CheckStatus,
        Counts,
        Finding,
        GuardReport,
        IdChange,
        common_cause,
    )
    from devflow.handoffs.choice import Choice, Draft
    from devflow.handoffs.context import Context, Facts, Quote, Request, Snippet
    from devflow.handoffs.patch import Candidate, ChangedFile, EditFormat, FileEdit, Patch, Permit, Scope
    from devflow.handoffs.ranked import Definition, RankedFile
    from devflow.handoffs.review import SEND_BACK, ChangedSymbol, Evidence, Review, Summary
    from devflow.handoffs.ticket import Criterion, Limits, Route, Seat, Spec, Ticket

__all__ = [
    "SEND_BACK",
    "Answers",
    "Attempt",
    "Candidate",
    "ChangedFile",
    "ChangedSymbol",
    "CheckReport",
    "CheckResult",
    "CheckStatus",
    "Choice",
    "Context",
    "Counts",
    "Criterion",
    "Definition",
    "Draft",
    "EditFormat",
    "Evidence",
    "Facts",
    "FileEdit",
    "Finding",
    "GuardReport",
    "Handoff",
    "IdChange",
    "Limits",
    "Outcome",
    "Patch",
    "Permit",
    "Quote",
    "RankedFile",
    "Request",
    "Review",
    "Risk",
    "Route",
    "Scope",
    "Seat",
    "Snippet",
    "Spec",
    "Summary",
    "Ticket",
    "Verb",
    "common_cause",
]

# -- where the names are looked for; the first holds what finding files needs, and validates nothing
_MODULES = ("ranked", "base", "ticket", "context", "patch", "checks", "choice", "review")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A public name, imported when it is used: what validates takes a tenth of a second to import."""
        if name in __all__:
            for module in _MODULES:
                found = vars(import_module(f"{__name__}.{module}")).get(name)
                if found is not None:
                    return globals().setdefault(name, found)
        raise AttributeError(name)
