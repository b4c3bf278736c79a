"""A file that the index ranks: a plain value, so that finding files takes nothing that validates."""

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
