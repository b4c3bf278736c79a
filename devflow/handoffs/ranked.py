"""What the index ranks: plain values, so that finding files takes nothing that validates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RankedFile:
    """A file that the ticket may need, and why; validated as part of the handoff that holds it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    path: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    """A function, class or value of a ranked file. Lines are 1-based and inclusive."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    path: str
    name: str
    """With its containers, dotted."""
    kind: str
    first_line: int
    last_line: int
    score: float
