"""The script provider: replies from a file of JSON lines, taken in order for each step."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devflow.clean import clean_line
from devflow.errors import ConfigError
from devflow.models.provider import Answer, Fault, Question, Usage, count
from devflow.models.seating import MOST

STEPS = frozenset(
    {
        "candidate",
        "checks",
        "choose",
        "context",
        "draft",
        "facts",
        "guard",
        "patch",
        "review",
        "route",
        "scope",
        "spec",
        "summary",
        "ticket",
    }
)
"""The steps of a run; the second candidate's patch is asked for as `patch.2`."""

_MOST_BYTES = 64_000_000
_CODE = "E_SCRIPT"


@dataclass(frozen=True)
class _Line:
    reply: str
    usage: Usage | None


class Script:
    """Replies by step: the n-th call of a step in a run gets the step's n-th line."""

    def __init__(self, path: Path, settled: Callable[[str], int]) -> None:
        """Read the whole script. `settled` tells how many replies a step of this run has already had.

        Raises:
            ConfigError: the file or a line of it cannot be used; the line is named.
        """
        self._name, self._settled = path.name, settled
        self._lines: dict[str, list[_Line]] = {}
        for number, text in enumerate(read_lines(path, "script"), 1):
            if text.strip():
                step, line = _read(text, f"{path.name}:{number}")
                self._lines.setdefault(step, []).append(line)

    @property
    def steps(self) -> Collection[str]:
        """The steps that it holds lines for."""
        return self._lines.keys()

    def foresee(self, step: str) -> Usage | None:
        """The usage that the step's next line claims, if it claims one."""
        line = self._next(step)
        return line.usage if line else None

    def send(self, question: Question) -> Answer:
        """As Provider.send."""
        line = self._next(question.step)
        if line is None:
            step = question.step
            ordinal, had = self._settled(step) + 1, len(self._lines.get(step, ()))
            raise Fault(
                "E_SCRIPT_ENDED",
                f"The script {self._name} holds no reply {ordinal} for the step {step}: it has {had}.",
                f'Add a line {{"step": "{step}", "reply": …}}, then resume.',
            )
        return Answer(line.reply, "end", line.usage, free=True)

    def _next(self, step: str) -> _Line | None:
        lines, ordinal = self._lines.get(step, []), self._settled(step)
        return lines[ordinal] if ordinal < len(lines) else None


def read_lines(path: Path, kind: str) -> list[str]:
    """The lines of a file that a person named.

    Raises:
        ConfigError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ConfigError(f"The {kind} {path} is larger than {_MOST_BYTES} bytes.")
        # -- not splitlines: JSON strings may hold U+2028 and its like
        return data.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise ConfigError(f"The {kind} {path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"The {kind} {path} is not UTF-8 text.") from None


def _read(text: str, where: str) -> tuple[str, _Line]:
    try:
        line: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(
            f"{where} is not JSON: {clean_line(str(error))}.",
            "A script has one JSON object on each line.",
            code=_CODE,
        ) from None
    if not isinstance(line, dict) or not {"step", "reply"} <= set(line) <= {"step", "reply", "usage"}:
        raise ConfigError(
            f"{where} is not an object with step and reply.",
            'A line is {"step": NAME, "reply": TEXT OR OBJECT} and may have "usage".',
            code=_CODE,
        )
    if not isinstance(line["step"], str) or not _names_a_step(line["step"]):
        raise ConfigError(
            f"{where}: no step is called {clean_line(str(line['step']))[:80]!r}.",
            f"The steps: {', '.join(sorted(STEPS))}.",
            code=_CODE,
        )
    reply = line["reply"]
    if not isinstance(reply, str | dict):
        raise ConfigError(f"{where}: a reply is a text or a JSON object.", code=_CODE)
    words = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    return line["step"], _Line(words, _usage(line.get("usage"), where))


def _names_a_step(name: str) -> bool:
    step, _, candidate = name.partition(".")
    return name in STEPS or (step == "patch" and candidate in map(str, range(2, MOST + 1)))


def _usage(given: object, where: str) -> Usage | None:
    if given is None:
        return None
    if isinstance(given, dict) and {"input_tokens", "output_tokens"} <= set(given):
        numbers = [count(given.get(name, 0)) for name in ("input_tokens", "output_tokens", "cached_tokens")]
        match numbers:
            case [int(total), int(output), int(cached)] if cached <= total:
                return Usage(total, output, cached=cached)
    raise ConfigError(
        f"{where}: usage is not counted in tokens from zero up.",
        'Write "usage": {"input_tokens": N, "output_tokens": N}.',
        code=_CODE,
    )
