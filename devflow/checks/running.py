"""Runs one check once in one checkout and reads what it came to."""

from __future__ import annotations

import json
import re
import secrets
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from devflow.checks.check import Check, Task
from devflow.checks.outcomes.records import read_session
from devflow.checks.outcomes.reports import read_report
from devflow.checks.outcomes.session import Item, Result, Session
from devflow.checks.runners import RUNNERS
from devflow.checks.runners.commands import COMMAND
from devflow.checks.runners.django import DJANGO
from devflow.clean import clean_line
from devflow.handoffs import Outcome
from devflow.process import Completed
from devflow.sandbox import Command, Limits, Sandbox, Shown

_SHARE_OF_ONE_TEST = 0.1
"""Of a suite's time: what hangs without a network leaves the other tests theirs."""
_NO_COMMAND = 127
_NOT_FOUND = re.compile(r"(?m)^(?:.*[:\s])?['\"]?([^\s:'\"]+)['\"]?: (?:command )?not found$")
_INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True)
class Place:
    """Where checks run, with what around them."""

    at: Path
    layers: Sequence[Shown]
    sandbox: Sandbox
    limits: Limits
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that a person has set for the checks; those that a runner needs come before them."""
    read: Sequence[Shown] = ()
    """Paths outside of the checkout that a person lets checks read."""

    def within(self, seconds: float) -> Place:
        """The same place with less time."""
        return replace(self, limits=replace(self.limits, seconds=max(1.0, seconds)))


def run_session(check: Check, checkout: Path, place: Place, task: Task) -> Session:
    """Run a test check; outcomes come from a plugin of ours, over a file outside the tested tree.

    Effects: whatever the tests write to `checkout`.

    Raises:
        SandboxError: the command could not be started in isolation.
    """
    runner, key = RUNNERS[check.runner], secrets.token_bytes(16)
    around = runner.around(check, place.at)
    with tempfile.TemporaryDirectory(prefix="devflow-check-") as folder:
        room = Path(folder) / "room"
        shutil.copytree(_INSIDE, room, ignore=shutil.ignore_patterns("__pycache__"))
        (room / "task.json").write_text(json.dumps(_told(task, check, checkout, place)), encoding="utf-8")
        report = Path(folder) / "report"
        report.write_text(f"{key.hex()}\n" if runner.sealed else "", encoding="ascii")
        completed = place.sandbox.run(
            Command(
                in_folder(check, _command(check, task, room)),
                checkout=checkout,
                at=place.at,
                limits=place.limits,
                layers=place.layers,
                read=(room, *around.read, *place.read),
                env={**place.env, **around.env, **_attached(check, room, key)},
                report=report,
            )
        )
        if runner.tells is not None:
            session = read_report(runner, report, completed, place.at)
            told = bool(session.results)
        else:
            session = read_session(report, key, completed, frozenset(task.leave_out))
            if task.within is not None and session.finished:
                session = replace(session, left_out=frozenset(session.items.keys() - session.results.keys()))
            told = bool(session.runner)
    return _with_exit(session, told=told) if runner.by_exit else session


def _with_exit(session: Session, *, told: bool) -> Session:
    """A command's exit status is an id of its own, beside those that a runner inside of it told."""
    done = session.completed
    outcome = Outcome.PASSED if done.ok else Outcome.TIMED_OUT if done.timed_out else Outcome.FAILED
    words = "" if done.ok else f"exit code {done.code}"
    if missing := not_found(done):
        words += f", command not found: {missing}"
    return replace(
        session,
        items={**session.items, COMMAND: Item("")},
        results={**session.results, COMMAND: Result(outcome, words)},
        finished=session.finished if told else not done.timed_out,
        trouble=session.trouble if told else "",
    )


def not_found(done: Completed) -> str:
    """The program that a shell did not find, where a command ended for that; else empty."""
    said = _NOT_FOUND.search(done.stderr.decode(errors="replace")) if done.code == _NO_COMMAND else None
    return clean_line(said[1]) if said else ""


def plain_run(check: Check, checkout: Path, place: Place) -> Session:
    """Run a command of which only the output and the exit status are known."""
    around = RUNNERS[check.runner].around(check, place.at)
    completed = place.sandbox.run(
        Command(
            in_folder(check, check.argv),
            checkout=checkout,
            at=place.at,
            limits=place.limits,
            layers=place.layers,
            read=(*around.read, *place.read),
            env={**place.env, **around.env},
        )
    )
    return Session(completed=completed)


def in_folder(check: Check, argv: Sequence[str]) -> tuple[str, ...]:
    """The command, started in the check's folder."""
    return ("sh", "-c", 'cd "$0" && exec "$@"', check.folder, *argv) if check.folder else tuple(argv)


def _told(task: Task, check: Check, checkout: Path, place: Place) -> dict[str, object]:
    at = place.at if place.sandbox.name != "none" else checkout
    return {
        "at": str(at),
        "runner": check.runner,
        "only": None if task.only is None else sorted(task.only),
        "leave_out": sorted(task.leave_out),
        "files": None if task.files is None else sorted(task.files),
        "within": None if task.within is None else sorted(task.within),
        "modules": sorted(task.modules),
        "seconds": place.limits.seconds * _SHARE_OF_ONE_TEST,
    }


def _command(check: Check, task: Task, room: Path) -> tuple[str, ...]:
    if check.runner == "pytest":
        rest = check.argv[3:]  # -- after `python -m pytest`
        always = ("--continue-on-collection-errors", "--maxfail=0")
        return (check.argv[0], str(room / "devflow_launch.py"), *always, *rest)
    if RUNNERS[check.runner].sealed:
        rest = check.argv[1:] if check.runner == DJANGO else check.argv[3:]
        return (check.argv[0], str(room / "devflow_launch.py"), *rest)
    if task.files is not None and check.some:
        return ("sh", "-c", check.some.replace("{files}", shlex.join(sorted(task.files))))
    return check.argv


def _attached(check: Check, room: Path, key: bytes) -> Mapping[str, str]:
    """Where a command finds what of ours it loads, and what makes a pytest inside of it tell its ids."""
    if check.runner != COMMAND:
        return {"DEVFLOW_INSIDE": str(room)}
    return {"PYTHONPATH": str(room), "PYTEST_ADDOPTS": "-p devflow_attach", "DEVFLOW_KEY": key.hex()}
