"""What the steps pass to each other: one frozen value each, validated when written and when read."""

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
)
from devflow.handoffs.context import Context, Facts, Quote, RankedFile, Request, Snippet
from devflow.handoffs.patch import Candidate, ChangedFile, FileEdit, Patch, Permit, Scope
from devflow.handoffs.review import ChangedSymbol, Evidence, Review, Summary
from devflow.handoffs.ticket import Criterion, Limits, Route, Seat, Spec, Ticket

__all__ = [
    "Answers",
    "Attempt",
    "Candidate",
    "ChangedFile",
    "ChangedSymbol",
    "CheckReport",
    "CheckResult",
    "CheckStatus",
    "Context",
    "Counts",
    "Criterion",
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
]
