"""Shell lines that people write: their exit status, and the ids of a pytest inside of them."""

from __future__ import annotations

from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.needs.environment import find_environment
from devflow.checks.needs.outfit import Outfit
from devflow.checks.runners.base import Runner
from devflow.checks.runners.python_settings import around

COMMAND = "command"
"""The runner's name, and the id that stands for the line's exit status."""
RUNNERS: tuple[Runner, ...] = (Runner(COMMAND, around, by_exit=True),)


def command_check(line: str, number: int, at: Path, outfit: Outfit | None = None) -> Check:
    """The check that a person has written as a shell line; it sees the environment of the checkout."""
    return command_line(f"command {number}", line, at, outfit)


def command_line(name: str, line: str, at: Path, outfit: Outfit | None, folder: str = "") -> Check:
    """A shell line as a check, in a folder of the repo."""
    found = find_environment(at, outfit)
    environment = str(found.folder) if found and found.folder else ""
    check = Check(name, "tests", ("sh", "-c", line), COMMAND, environment, folder=folder)
    return outfit.keeps(check, at) if outfit else check
