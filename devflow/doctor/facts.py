"""What the doctor hands on: findings, settings and answers, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    state: State
    """ok; note: a run starts, and this is worth knowing; missing: no run can start."""
    said: str
    remedy: str = ""
    """What to type or change; more than one line where there is more than one way."""


@dataclass(frozen=True)
class Setting:
    """One value that somebody has set."""

    key: str
    value: str
    source: str


@dataclass(frozen=True)
class Answer:
    """One of the five questions, answered from what the steps declare and what was found."""

    question: str
    yes: bool
    because: str
    remedy: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """All that was found."""

    findings: tuple[Finding, ...]
    settings: tuple[Setting, ...]
    answers: tuple[Answer, ...]

    @property
    def can_start(self) -> bool:
        """Whether nothing that a run needs is missing."""
        return all(finding.state != "missing" for finding in self.findings)
