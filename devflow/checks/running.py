"""Runs one check once in one checkout and reads what it came to."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from devflow.checks.check import NODE, SELECTIVE, Check
from devflow.checks.node_report import read_node
from devflow.checks.records import read_session
from devflow.checks.session import Item, Result, Session
from devflow.handoffs import Outcome
from devflow.sandbox import Limits, Sandbox

COMMAND = "command"
"""The id that stands for a command's exit status."""
_MOST_LINKS = 10
_INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True)
class Task:
    """Which ids to run, and what to look at."""

    only: Collection[str] | None = None
    leave_out: Collection[str] = ()
    files: Collection[str] | None = None
    """Collect from these files alone; None: from all."""
    digest_files: Collection[str] = ()
    modules: Collection[str] = ()
    """Changed modules whose place of import is told."""


@dataclass(frozen=True)
class Place:
    """Where checks run, with what around them."""

    at: Path
    layers: Sequence[Path]
    sandbox: Sandbox
    limits: Limits
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that a person has set for the checks; those that a runner needs come before them."""
    read: Sequence[Path] = ()
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
    key = secrets.token_bytes(16)
    signed = check.runner in SELECTIVE
    task = task if signed else Task()
    with tempfile.TemporaryDirectory(prefix="devflow-check-") as folder:
        room = Path(folder) / "room"
        shutil.copytree(_INSIDE, room, ignore=shutil.ignore_patterns("__pycache__"))
        (room / "task.json").write_text(json.dumps(_told(task, check, checkout, place)), encoding="utf-8")
        report = Path(folder) / "report"
        report.write_text(f"{key.hex()}\n" if signed else "", encoding="ascii")
        completed = place.sandbox.run(
            _command(check, room),
            checkout=checkout,
            at=place.at,
            layers=place.layers,
            read=(room, *_outside(check, place), *place.read),
            env={**place.env, **_environment(check, room, key)},
            limits=place.limits,
            report=report,
        )
        if check.runner in NODE:
            return read_node(check.runner, report, completed, place.at)
        session = read_session(report, key, completed, frozenset(task.leave_out))
    return with_exit(session) if check.runner == "command" else session


def with_exit(session: Session) -> Session:
    """A command's exit status is an id of its own, beside those that a pytest inside of it told."""
    done = session.completed
    outcome = Outcome.PASSED if done.ok else Outcome.TIMED_OUT if done.timed_out else Outcome.FAILED
    words = "" if done.ok else f"exit code {done.code}"
    told = bool(session.runner)
    return replace(
        session,
        items={**session.items, COMMAND: Item("")},
        results={**session.results, COMMAND: Result(outcome, words)},
        finished=session.finished if told else not done.timed_out,
    )


def plain_run(check: Check, checkout: Path, place: Place) -> Session:
    """Run a command of which only the output and the exit status are known."""
    completed = place.sandbox.run(
        check.argv,
        checkout=checkout,
        at=place.at,
        layers=place.layers,
        read=(*_outside(check, place), *place.read),
        env={**place.env, **_environment(check)},
        limits=place.limits,
    )
    return Session(completed=completed)


def _node_folder() -> str:
    """Where this machine's node stands."""
    node = shutil.which("node")
    return str(Path(node).resolve().parent) if node else "/usr/bin"


def _outside(check: Check, place: Place) -> tuple[Path, ...]:
    """What the environment needs outside of the checkout: its base, or all of it (poetry, conda)."""
    if check.runner in NODE:
        return (Path(_node_folder()) / "node",)
    folder = Path(check.environment) if check.environment else None
    if folder is None:
        return ()
    return (_base_python(folder, place.at),) if folder.is_relative_to(place.at) else (folder,)


def _base_python(folder: Path, at: Path) -> Path:
    """What the environment's python leads to, outside of the checkout."""
    python = folder / "bin" / "python"
    for _ in range(_MOST_LINKS):
        if not python.is_symlink() or not python.is_relative_to(at):
            break
        python = Path(os.path.normpath(python.parent / python.readlink()))
    return python


def _told(task: Task, check: Check, checkout: Path, place: Place) -> dict[str, object]:
    at = place.at if place.sandbox.name != "none" else checkout
    return {
        "at": str(at),
        "runner": check.runner,
        "only": None if task.only is None else sorted(task.only),
        "leave_out": sorted(task.leave_out),
        "files": None if task.files is None else sorted(task.files),
        "digest_files": sorted(task.digest_files),
        "modules": sorted(task.modules),
    }


def _command(check: Check, room: Path) -> tuple[str, ...]:
    if check.runner == "pytest":
        rest = check.argv[3:]  # -- after `python -m pytest`
        always = ("--continue-on-collection-errors", "--maxfail=0")
        return (check.argv[0], str(room / "devflow_launch.py"), *always, *rest)
    if check.runner == "unittest":
        return (check.argv[0], str(room / "devflow_launch.py"), *check.argv[3:])
    return check.argv


def _environment(check: Check, room: Path | None = None, key: bytes = b"") -> Mapping[str, str]:
    env = {"PYTHONHASHSEED": "0"}
    if check.runner in NODE:
        return {"PATH": f"{check.environment}/.bin:{_node_folder()}:/usr/local/bin:/usr/bin:/bin", "CI": "1"}
    if check.environment:
        env["VIRTUAL_ENV"] = check.environment
        env["PATH"] = f"{check.environment}/bin:/usr/local/bin:/usr/bin:/bin"
    if check.runner == "command" and room is not None:
        env |= {"PYTHONPATH": str(room), "PYTEST_ADDOPTS": "-p devflow_attach", "DEVFLOW_KEY": key.hex()}
    return env
