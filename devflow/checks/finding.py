"""Which checks a repo shows, from its files at the base and the environment in the user's checkout."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from devflow.checks.check import Check, Runner
from devflow.checks.environment import Environment, find_environment
from devflow.checks.node import find_node
from devflow.checks.paths import is_test_module

Read = Callable[[str], bytes | None]
_MOST_READ = 400


def find(paths: Collection[str], read: Read, at: Path) -> tuple[Check, ...]:
    """The checks of a repo, tests first.

    `paths` are the files at the base, `read` gives one's bytes there, `at` is the user's checkout, where an
    environment is looked for. The same files and the same environment always give the same checks.
    """
    return (*_find_python(paths, read, at), *find_node(paths, read, at))


def _find_python(paths: Collection[str], read: Read, at: Path) -> tuple[Check, ...]:
    environment = find_environment(at) if any(path.endswith(".py") for path in paths) else None
    if environment is None:
        return ()
    settings = _Settings(paths, read)
    checks = []
    if any(is_test_module(path) for path in paths) or settings.has("pytest"):
        runner: Runner = "pytest" if _wants_pytest(paths, read, settings, environment) else "unittest"
        checks.append(_python_check(runner, "tests", environment))
    linters: tuple[Runner, ...] = ("ruff", "flake8", "mypy")
    checks += [
        _python_check(name, "lint", environment)
        for name in linters
        if settings.has(name) and environment.has(name)
    ]
    return tuple(checks)


def command_check(line: str, number: int, at: Path) -> Check:
    """The check that a person has written as a shell line; it sees the environment of the checkout."""
    environment = find_environment(at)
    folder = str(environment.folder) if environment and environment.folder else ""
    return Check(f"command {number}", "tests", ("sh", "-c", line), "command", folder)


def _python_check(runner: Runner, kind: Any, environment: Environment) -> Check:
    arguments = {
        "unittest": ("discover",),
        "ruff": ("check", "--output-format=json", "--no-cache", "--exit-zero"),
        "mypy": ("--no-error-summary", "--hide-error-context", "--no-pretty", "--cache-dir=/dev/null"),
    }.get(runner, ())
    argv = (str(environment.python), "-m", runner, *arguments)
    return Check(
        name=runner,
        kind=kind,
        argv=argv,
        runner=runner,
        environment=str(environment.folder or ""),
    )


def _wants_pytest(paths: Collection[str], read: Read, settings: _Settings, environment: Environment) -> bool:
    """pytest runs unittest's cases as well; unittest is for repos that never speak of pytest."""
    if settings.has("pytest") or environment.has("pytest") or any(p.endswith("conftest.py") for p in paths):
        return True
    tests = [path for path in sorted(paths) if is_test_module(path)][:_MOST_READ]
    return any(b"pytest" in (read(path) or b"") for path in tests) or not any(
        b"unittest" in (read(path) or b"") for path in tests
    )


class _Settings:
    """Which tools the repo's own configuration names."""

    def __init__(self, paths: Collection[str], read: Read) -> None:
        names = {path for path in paths if "/" not in path}
        self._tools: set[str] = set()
        for name, tool in (
            ("pytest.ini", "pytest"),
            (".pytest.ini", "pytest"),
            ("pytest.toml", "pytest"),
            ("ruff.toml", "ruff"),
            (".ruff.toml", "ruff"),
            (".flake8", "flake8"),
            ("mypy.ini", "mypy"),
            (".mypy.ini", "mypy"),
        ):
            if name in names:
                self._tools.add(tool)
        if "pyproject.toml" in names:
            self._tools |= _pyproject_tools(read("pyproject.toml") or b"")
        for name in {"setup.cfg", "tox.ini"} & names:
            self._tools |= _ini_tools(read(name) or b"")

    def has(self, tool: str) -> bool:
        return tool in self._tools


def _pyproject_tools(data: bytes) -> set[str]:
    try:
        tools = tomllib.loads(data.decode()).get("tool", {})
    except (ValueError, RecursionError):
        return set()
    return set(tools) if isinstance(tools, dict) else set()


def _ini_tools(data: bytes) -> set[str]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(data.decode())
    except (ValueError, configparser.Error):
        return set()
    return {"pytest" if section == "tool:pytest" else section for section in parser.sections()}
