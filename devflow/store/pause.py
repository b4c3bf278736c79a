"""What a paused run waits for, as the store keeps it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from devflow.errors import Paused


@dataclass(frozen=True)
class Pause:
    """A question to a person and what answers it, as in `Paused`."""

    step: str
    question: str
    releases: tuple[str, ...]
    yes: tuple[tuple[str, str], ...]
    words: bool

    @classmethod
    def of(cls, paused: Paused) -> Pause:
        """The pause that a step raised."""
        return cls(paused.step, paused.question, paused.releases, paused.yes, paused.words)

    @classmethod
    def read(cls, text: str) -> Pause | None:
        """The pause in a column; None where there is none."""
        if not text:
            return None
        kept = json.loads(text)
        yes = tuple((kind, name) for kind, name in kept["yes"])
        return cls(kept["step"], kept["question"], tuple(kept["releases"]), yes, kept["words"])

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))
