"""A spec and its patch of one call, and one candidate out of several."""

from __future__ import annotations

from devflow.handoffs.base import Handoff
from devflow.handoffs.checks import Attempt
from devflow.handoffs.patch import Patch
from devflow.handoffs.ticket import Spec


class Draft(Handoff):
    """What one call gave for a simple ticket; a part that is None takes the long way."""

    spec: Spec | None = None
    patch: Patch | None = None


class Choice(Handoff):
    """The best of several candidates, and why."""

    attempt: Attempt
    reasons: tuple[str, ...]
    """A sentence for each candidate, the best one first."""
