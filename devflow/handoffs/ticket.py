"""What was asked, the route it takes, and the spec it becomes."""

from __future__ import annotations

import re
from decimal import Decimal

from pydantic import Field

from devflow.handoffs.base import Handoff, Risk
from devflow.handoffs.context import Quote


class Ticket(Handoff):
    """What was asked, never edited."""

    title: str
    body: str
    source: str
    """Where it came from: a file's name, `-`, `flags`, or an issue as `gh:owner/name#12`."""
    author: str = ""
    """Who wrote it, where that is another than whoever started the run."""
    may_write: bool = True
    """Whether the author may write to the repository: else policy is not widened and the scope is asked."""
    hidden: int = 0
    """Characters a person would not have seen (zero-width, bidi, tags)."""

    redacted: int = 0
    """Words that looked like credentials and were left out."""
    thread: tuple[Quote, ...] = ()
    """What people who may write to the repository said about it elsewhere: a source of facts."""

    @property
    def text(self) -> str:
        """Title and body as one text."""
        return f"{self.title}\n\n{self.body}".strip()

    @property
    def outsider(self) -> str:
        """Who wrote it without the right to write to the repository; empty where there is that right."""
        return "" if self.may_write else self.author or "somebody unknown"

    @property
    def origin(self) -> str:
        """The issue that it is, as `gh:owner/name#12`; `here` where its words came with the command."""
        # -- the name of a file holds no slash
        return self.source if self.source.startswith("gh:") and "/" in self.source else "here"


class Seat(Handoff):
    """Who plays a role."""

    role: str
    candidate: int
    """Of which candidate, counted from 1: only patches are asked for more than once."""
    model: str
    """As provider/model."""
    settings: str
    """What else decides its answers."""


class Limits(Handoff):
    """What a run may take at the most, and each step of it; None sets no bound."""

    money: Decimal | None = None
    """Dollars; what a person adds to a run later comes on top."""
    tokens: int | None = None
    seconds: float | None = None
    step_money: Decimal | None = None
    step_tokens: int | None = None
    step_seconds: float | None = None


class Route(Handoff):
    """Risk, who is asked, what may be tried and spent, and what a person decides, for one run."""

    risk: Risk
    reasons: tuple[str, ...]
    """Why the risk is what it is, a sentence each."""
    attempts: int = Field(ge=1)
    """How often patch, candidate and checks may be passed."""
    context_tokens: int
    """Budget of the context pack, in tokens."""
    owner: str = ""
    """Who must approve, several names joined by ` or `; empty when anyone may."""
    candidates: int = Field(default=1, ge=1)
    """How many patches are asked for at once."""
    ask_scope: bool = False
    """Whether a person approves the scope before a patch is asked for."""
    outsider: str = ""
    """Who wrote the ticket without the right to write to the repository; the scope is then asked as well."""
    origin: str = ""
    """Where the ticket came from, as `Ticket.origin`; empty where an earlier devflow did not say."""
    short: bool = False
    """Whether spec and patch are asked for in one call."""
    seats: tuple[Seat, ...] = ()
    """Empty where no model is configured."""
    limits: Limits = Limits()

    def may_approve(self, by: str) -> bool:
        """Whether the route lets this person approve."""
        # -- `@ad` is not `@ada`, and an address is not the end of a longer one
        names = (rf"(?<![\w.@/-]){re.escape(name)}(?![\w@/-])" for name in self.owner.split(" or "))
        return not self.owner or any(re.search(name, by, re.IGNORECASE) for name in names)


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
    risk: Risk = Risk.LOW
    """What the model thinks that being wrong would cost: it may raise what the rules say, never lower it."""
    risk_reason: str = ""
