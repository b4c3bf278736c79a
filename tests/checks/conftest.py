"""A repo with a failing test, as a user has it: an environment in it, sources, tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.checks.place import Place
from tests.support.environments import make_environment

APP = "def add(first, second):\n    return first + second\n\n\ndef double(number):\n    return number + 2\n"
TESTS = (
    "from app import add, double\n\n\ndef test_add():\n    assert add(1, 2) == 3\n\n\n"
    "def test_bug():\n    assert double(5) == 10\n"
)
BASE = {"app.py": APP, "tests/test_app.py": TESTS, "conftest.py": "", "setup.cfg": "[metadata]\nname = app\n"}
FIXED = APP.replace("number + 2", "number * 2")

MakePlace = Callable[..., Place]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One environment for all tests; each place gets hard links to it."""
    return make_environment(tmp_path_factory.mktemp("environment") / "venv")


@pytest.fixture
def make_place(tmp_path: Path, environment: Path) -> MakePlace:
    """Make a repo: `make_place()`, `make_place({...})`, `make_place(environment=None)`."""

    def make(base: Mapping[str, str] | None = None, environment: Path | None = environment) -> Place:
        return Place(tmp_path, environment, BASE if base is None else base)

    return make
