"""A reply that holds a spec, read leniently, and the spec that it grounds in the ticket."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, ConfigDict, Field, field_validator

from devflow.errors import ReplyInvalid
from devflow.handoffs import Criterion, Handoff, Risk, Spec, Ticket

# -- a spec is read in seconds, and everything in it is paid for again in each later prompt
_MOST = 12


class SpecReply(Handoff):
    """What the model is asked for."""

    model_config = ConfigDict(extra="ignore")

    # -- each description is part of what the model is shown
    action: str = Field(
        min_length=1,
        max_length=2000,
        validation_alias=AliasChoices("action", "user_action"),
        description="What the user does, in one sentence.",
    )
    expected: str = Field(
        min_length=1,
        max_length=2000,
        validation_alias=AliasChoices("expected", "expected_result"),
        description="What the user then sees, in one sentence.",
    )
    edge_cases: tuple[str, ...] = Field(
        min_length=1,
        max_length=_MOST,
        validation_alias=AliasChoices("edge_cases", "edge_case"),
        description="At least one case at the edge, with what must happen then.",
    )
    criteria: tuple[str, ...] = Field(
        default=(),
        max_length=_MOST,
        validation_alias=AliasChoices("criteria", "acceptance", "acceptance_criteria"),
        description="What must be true of the result, each checkable by a test.",
    )
    identifiers: tuple[str, ...] = Field(
        default=(),
        max_length=40,
        description="Names in the code that the ticket speaks of, as the ticket writes them.",
    )
    questions: tuple[str, ...] = Field(
        default=(), max_length=_MOST, description="What the ticket leaves open."
    )
    risk: Risk = Field(default=Risk.LOW, description="What being wrong would cost.")
    risk_reason: str = Field(default="", max_length=2000, description="Why, in a few words.")

    @field_validator("risk", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        """A word that is no risk raises nothing."""
        word = value.strip().lower() if isinstance(value, str) else ""
        return word if word in list(Risk) else Risk.LOW

    @field_validator("edge_cases", "criteria", "identifiers", "questions", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """One string stands for a list of one; an object stands for its text."""
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list | tuple):
            return values
        return tuple(item.get("text", "") if isinstance(item, dict) else item for item in values)


def spec_from(reply: SpecReply, ticket: Ticket) -> Spec:
    """The spec; names that the ticket does not hold are left out of it.

    Raises:
        ReplyInvalid: a sentence of it is blank.
    """
    for name in ("action", "expected"):
        if not getattr(reply, name).strip():
            raise ReplyInvalid(f"The spec names no {name}.", code="E_REPLY_SCHEMA")
    texts = [text for text in reply.criteria if text.strip()] or [reply.expected]
    grounded = tuple(name for name in reply.identifiers if name and name in ticket.text)
    return Spec(
        action=reply.action,
        expected=reply.expected,
        edge_cases=reply.edge_cases,
        criteria=tuple(Criterion(id=f"C{number}", text=text) for number, text in enumerate(texts, start=1)),
        identifiers=grounded,
        questions=reply.questions,
        risk=reply.risk,
        risk_reason=reply.risk_reason,
    )
