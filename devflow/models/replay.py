"""Recordings of a run's replies, and the provider that plays them back with the network shut."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from devflow.clean import clean_line, trim
from devflow.errors import ConfigError
from devflow.handoffs import EditFormat
from devflow.models.call import Call, Stop
from devflow.models.provider import Answer, Fault, Question, Usage
from devflow.models.script import read_lines
from devflow.models.settings import EDITS, digest

_FILE = "replies.jsonl"
_SAID = 160


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    step: str
    role: str
    provider: str
    model: str
    system: str
    shared: str
    user: str
    shape: str
    reply: str
    stop: Stop
    input_tokens: int
    output_tokens: int
    edits: EditFormat = EDITS[0]
    """The format in which edits were asked for."""


def _shape(question: Question) -> str:
    return question.shape.text if question.shape else ""


def _key(question: Question) -> str:
    """A question's name: prompt and shape only, so a recording plays without models or keys configured."""
    prompt = question.prompt
    return digest(question.step, prompt.system, prompt.shared, prompt.user, _shape(question))


class Recorder:
    """Appends every reply of a run to `replies.jsonl` in a directory, readable by its owner only."""

    def __init__(self, directory: Path) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path = directory / _FILE
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        except OSError as error:
            raise ConfigError(f"Nothing can be recorded in {directory}: {error.strerror or error}.") from None

    def keep(self, question: Question, call: Call, stop: Stop, edits: EditFormat) -> None:
        """Write one reply down."""
        prompt = question.prompt
        kept = _Kept(
            key=_key(question),
            step=question.step,
            role=call.role,
            provider=call.provider,
            model=call.model,
            system=prompt.system,
            shared=prompt.shared,
            user=prompt.user,
            shape=_shape(question),
            reply=call.reply,
            stop=stop,
            input_tokens=call.input_tokens,
            output_tokens=call.output_tokens,
            edits=edits,
        )
        line = json.dumps(kept.model_dump()) + "\n"
        try:
            with self._path.open("ab") as file:
                file.write(line.encode())
        except OSError as error:
            raise ConfigError(f"The recording {self._path} cannot be written: {error.strerror}.") from None


class Replay:
    """Answers each question with what was recorded for it, and names a question that has changed."""

    def __init__(self, directory: Path) -> None:
        """Read a recording whole.

        Raises:
            ConfigError: there is none in the directory, or a line of it cannot be used.
        """
        self._kept: list[_Kept] = []
        self._used: Counter[str] = Counter()
        for number, line in enumerate(read_lines(directory / _FILE, "recording"), 1):
            if line.strip():
                try:
                    self._kept.append(_Kept.model_validate_json(line))
                except ValidationError:
                    raise ConfigError(f"{_FILE}:{number} is not a line of a recording.") from None

    @property
    def steps(self) -> Collection[str]:
        """The steps that it holds replies for."""
        return {kept.step for kept in self._kept}

    def edits(self, step: str) -> EditFormat:
        """The format in which a step asked for edits when it was recorded."""
        return next((kept.edits for kept in self._kept if kept.step == step), EDITS[0])

    def send(self, question: Question) -> Answer:
        """As Provider.send; the same question asked again gets the next reply recorded for it."""
        key = _key(question)
        found = [kept for kept in self._kept if kept.key == key]
        if not found:
            raise Fault("E_REPLAY_CHANGED", *self._difference(question))
        kept = found[min(self._used[key], len(found) - 1)]
        self._used[key] += 1
        return Answer(
            kept.reply, kept.stop, Usage(kept.input_tokens, kept.output_tokens), kept.model, free=True
        )

    def _difference(self, question: Question) -> tuple[str, str]:
        """What differs from the recorded question that this one most likely was."""
        hint = "Record the run again, or go back to the templates and code it was recorded with."
        same = [kept for kept in self._kept if kept.step == question.step and not self._used[kept.key]]
        if not same:
            return f"The recording holds no further reply for the step {question.step}.", hint
        asked, kept = question.prompt, same[0]
        for name in ("system", "shared", "user"):
            before, now = getattr(kept, name), getattr(asked, name)
            if before != now:
                return f"The {question.step} step's {name} text has changed: {_first(before, now)}.", hint
        return f"The {question.step} step now expects an answer of another shape.", hint


def _first(before: str, now: str) -> str:
    """The first line in which two texts differ."""
    old, new = before.split("\n"), now.split("\n")
    number = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    return f"line {number + 1} was {_line(old, number)}, is {_line(new, number)}"


def _line(lines: list[Any], number: int) -> str:
    return repr(trim(clean_line(lines[number]), _SAID)) if number < len(lines) else "not there"
