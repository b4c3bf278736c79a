"""One command that a repo's people run to see whether their code holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Runner = Literal[
    "pytest", "unittest", "mocha", "vitest", "jest", "tape", "node-test", "ruff", "flake8", "mypy", "command"
]
NODE: frozenset[Runner] = frozenset(("mocha", "vitest", "jest", "tape", "node-test"))
SELECTIVE: frozenset[Runner] = frozenset(("pytest", "unittest"))
"""Runners that can be given the ids to run."""


@dataclass(frozen=True)
class Check:
    """One command, and the runner that understands what it says."""

    name: str
    kind: Literal["tests", "lint"]
    argv: tuple[str, ...]
    """The command as a person would type it, with the program's full path."""
    runner: Runner
    environment: str = ""
    """The folder of the virtual environment, or empty for the system's."""
