"""Whole runs from outside: the command line in a process of its own, the models' replies from a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.environments import kept_environment

SPEC: Mapping[str, Any] = {
    "action": "The user calls subtract(5, 3).",
    "expected": "The user gets 2.",
    "edge_cases": ["Subtracting a number from itself gives 0."],
    "criteria": [{"id": "C1", "text": "subtract gives the difference"}],
    "identifiers": ["subtract", "add"],
    "questions": [],
}
TICKET = "Add a subtract function\n\nNext to `add` in app.py we need `subtract(first, second)`.\n"
GOOD = """app.py
<<<<<<< SEARCH
def add(first: int, second: int) -> int:
    return first + second
=======
def add(first: int, second: int) -> int:
    return first + second


def subtract(first: int, second: int) -> int:
    return first - second
>>>>>>> REPLACE

tests/test_app.py
<<<<<<< SEARCH
from app import add
=======
from app import add, subtract


def test_subtract_gives_the_difference() -> None:
    assert subtract(5, 3) == 2
>>>>>>> REPLACE
"""
BREAKS_ADD = GOOD.replace("return first + second\n\n\ndef sub", "return first - second\n\n\ndef sub")
MENDS_ADD = """app.py
<<<<<<< SEARCH
def add(first: int, second: int) -> int:
    return first - second
=======
def add(first: int, second: int) -> int:
    return first + second
>>>>>>> REPLACE
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON; of a run's JSON lines, the last one."""
        return json.loads(self.out if self.out.startswith(("{\n", "[")) else self.out.splitlines()[-1])


def environment() -> dict[str, str]:
    """The tests' environment, in which `python3` has pytest and nothing else; linters are ours."""
    folders = (kept_environment() / "bin", Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join((*map(str, folders), os.environ["PATH"]))}


def devflow(
    checkout: Path,
    *args: str,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    within: Sequence[str] = (),
) -> Ended:
    """Run devflow in a checkout, in a process of its own; `within` is a command that runs it."""
    argv = (*within, sys.executable, "-m", "devflow", *args)
    variables = {**environment(), **(env or {})}
    done = subprocess.run(argv, cwd=checkout, input=stdin, capture_output=True, check=False, env=variables)
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def write_script(path: Path, *replies: tuple[str, str | Mapping[str, Any]]) -> Path:
    """A script of (step, reply) pairs."""
    lines = [json.dumps({"step": step, "reply": reply}) for step, reply in replies]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def start(
    checkout: Path, patches: Sequence[str], *args: str, ticket: str = TICKET, within: Sequence[str] = ()
) -> Ended:
    """`devflow run` on the ticket with this spec and these patches, told as JSON."""
    outside = checkout.parent
    (outside / "ticket.md").write_text(ticket)
    script = write_script(outside / "script.jsonl", ("spec", SPEC), *(("patch", patch) for patch in patches))
    command = ("run", str(outside / "ticket.md"), "--script", str(script), "--json", *args)
    return devflow(checkout, *command, within=within)
