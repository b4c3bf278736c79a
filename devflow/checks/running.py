"""Runs one check once in one checkout and reads what it came to."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.records import read_session
from devflow.checks.session import Session
from devflow.sandbox import Limits, Sandbox

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
    with tempfile.TemporaryDirectory(prefix="devflow-check-") as folder:
        room = Path(folder) / "room"
        shutil.copytree(_INSIDE, room, ignore=shutil.ignore_patterns("__pycache__"))
        (room / "task.json").write_text(json.dumps(_told(task, check, checkout, place)), encoding="utf-8")
        report = Path(folder) / "report"
        report.write_text(f"{key.hex()}\n", encoding="ascii")
        completed = place.sandbox.run(
            _command(check, room),
            checkout=checkout,
            at=place.at,
            layers=place.layers,
            read=(room, *_outside(check, place)),
            env=_environment(check, room),
            limits=place.limits,
            report=report,
        )
        return read_session(report, key, completed, frozenset(task.leave_out))


def plain_run(check: Check, checkout: Path, place: Place) -> Session:
    """Run a command of which only the output and the exit status are known."""
    completed = place.sandbox.run(
        check.argv,
        checkout=checkout,
        at=place.at,
        layers=place.layers,
        read=_outside(check, place),
        env=_environment(check, None),
        limits=place.limits,
    )
    return Session(completed=completed)


def _outside(check: Check, place: Place) -> tuple[Path, ...]:
    """The environment, where it does not stand in the checkout: an activated one, poetry's, conda's."""
    folder = Path(check.environment) if check.environment else None
    return (folder,) if folder and not folder.is_relative_to(place.at) else ()


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
        return (
            check.argv[0],
            str(room / "launch.py"),
            "--continue-on-collection-errors",
            "--maxfail=0",
            *rest,
        )
    if check.runner == "unittest":
        return (check.argv[0], str(room / "launch_unittest.py"), *check.argv[3:])
    return check.argv


def _environment(check: Check, room: Path | None) -> Mapping[str, str]:
    env = {"PYTHONHASHSEED": "0"}
    if check.environment:
        env["VIRTUAL_ENV"] = check.environment
        env["PATH"] = f"{check.environment}/bin:/usr/local/bin:/usr/bin:/bin"
    if check.runner == "command" and room is not None:
        env |= {"PYTHONPATH": str(room), "PYTEST_ADDOPTS": "-p attach", "DEVFLOW_ROOM": str(room)}
    return env
