"""What was asked, the route it takes, and the spec it becomes."""

from __future__ import annotations

from pydantic import Field

from devflow.handoffs.base import Handoff, Risk


class Ticket(Handoff):
    """What was asked, never edited."""

    title: str
    body: str
    source: str
    """Where it came from: a file's name, `-`, or `flags`."""
    hidden: int = 0
    """Characters a person would not have seen (zero-width, bidi, tags)."""

    @property
    def text(self) -> str:
        """Title and body as one text."""
        return f"{self.title}\n\n{self.body}".strip()


class Route(Handoff):
    """Risk, attempts and what is asked, for one run."""

    risk: Risk
    reasons: tuple[str, ...]
    """Why the risk is what it is, a sentence each."""
    attempts: int = Field(ge=1)
    """How often patch, candidate and checks may be passed."""
    context_tokens: int
    """Budget of the context pack, in tokens."""
    owner: str = ""
    """Who must approve; empty when anyone may."""


class Criterion(Handoff):
    """One thing that must be true of the result."""

    id: str
    text: str


class Spec(Handoff):
    """The ticket as goal and acceptance."""

    action: str
    """What the user does."""
    expected: str
    """What the user then sees."""
    edge_cases: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    identifiers: tuple[str, ...] = ()
    """Names in the code that the ticket speaks of."""
    questions: tuple[str, ...] = ()
    """What the ticket leaves open."""
