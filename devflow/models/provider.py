"""What a provider is asked and gives back: one question, one answer with its usage, or one fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from devflow.models.call import Prompt, Stop


@dataclass(frozen=True)
class Shape:
    """The JSON an answer must be: a name, and its JSON schema as pydantic writes it."""

    name: str
    schema: Mapping[str, object]

    @property
    def text(self) -> str:
        """The schema as digests and recordings hold it."""
        return json.dumps(self.schema, sort_keys=True)


@dataclass(frozen=True)
class Question:
    """One question as it goes to a provider."""

    step: str
    prompt: Prompt
    max_output: int
    seconds: float
    """Time that is left for it."""
    shape: Shape | None = None


@dataclass(frozen=True)
class Usage:
    """Tokens as a provider counted them."""

    input: int
    """All input; `cached` and `written` are parts of it."""
    output: int
    cached: int = 0
    written: int = 0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    text: str
    stop: Stop
    usage: Usage | None
    """None: missing, or not numbers from zero up."""
    model: str = ""
    """The model's name as the provider gave it."""
    free: bool = False
    """Nobody bills this answer: it came from a script or a recording."""


class Fault(Exception):
    """A call without an answer; inside this room only, the door turns it into an error of devflow."""

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        *,
        again: bool = False,
        billed: bool = False,
        after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.again = again
        """Asking again may help."""
        self.billed = billed
        """The provider may have charged for it, up to the reservation."""
        self.after = after
        """Seconds that the provider asks to wait; None: it did not say."""


class Provider(Protocol):
    """One way to reach a model."""

    def send(self, question: Question) -> Answer:
        """Ask once.

        Raises:
            Fault: no answer came.
        """


def words(thing: object, name: str) -> str:
    """A text in what an SDK read; empty where it is none, for a server may send anything."""
    value = getattr(thing, name, None)
    return value if isinstance(value, str) else ""


def count(value: object) -> int | None:
    """A number of tokens as a server gave it, or None where it is not one."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
        return value
    return None
