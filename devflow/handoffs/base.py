"""What every handoff is, and the words that several of them use."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict


class Handoff(BaseModel):
    """The base of every handoff: frozen, closed to unknown fields, bytes kept as base64."""

    # -- built on first use: no run needs them all
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, ser_json_bytes="base64", val_json_bytes="base64"
    )

    @property
    def reusable(self) -> bool:
        """Whether a receipt of this handoff may stand in for the work on a later passage."""
        return True

    def agrees(self, other: Self) -> bool:
        """Whether it says nothing that an earlier one, which no longer stood, did not say."""
        del other
        return False


class Risk(StrEnum):
    """What being wrong would cost."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    def above(self, other: Risk) -> bool:
        """Whether it costs more to be wrong here than there."""
        order = list(Risk)
        return order.index(self) > order.index(other)


class Verb(StrEnum):
    """What may be done to a path. A rename is the deletion of one path and the creation of another."""

    MODIFY = "modify"
    CREATE = "create"
    DELETE = "delete"


class Outcome(StrEnum):
    """What a machine measured about one test or one linter finding's absence."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"
    TIMED_OUT = "timed_out"
