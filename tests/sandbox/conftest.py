"""A back end, a checkout, a place to mount it at, and Python code to run there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devflow import folders
from devflow.process import Completed
from devflow.sandbox import Command, Hear, Limits, Sandbox
from tests.sandbox import engines

SMALL = Limits(seconds=8, memory=400 << 20, processes=40, disk=60 << 20)
PYTHON = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
Run = Callable[..., Completed]


@pytest.fixture(scope="session", params=engines.EVERY)
def sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Each back end in turn."""
    # -- a daemon's socket must have a short name
    with engines.started(request.param, tmp_path_factory.mktemp("engine")) as found:
        yield found


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A throw-away checkout with one file, removed whatever a test's code has left in it."""
    folder = tmp_path / "throw away"
    folder.mkdir()
    (folder / "app.py").write_text("VALUE = 1\n")
    yield folder
    folders.remove(folder)


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """The user's checkout."""
    folder = tmp_path / "the user's répo"
    folder.mkdir()
    (folder / "app.py").write_text("VALUE = 'the user'\n")
    return folder


@pytest.fixture
def run(sandbox: Sandbox, checkout: Path, at: Path) -> Run:
    """Run Python code in the sandbox: `run("print(1)")`."""

    def run_code(code: str, hear: Hear | None = None, **named: object) -> Completed:
        command = Command([str(PYTHON), "-c", code], checkout=checkout, at=at, limits=SMALL)
        return sandbox.run(replace(command, **named), hear)  # type: ignore[arg-type]

    return run_code
