"""What Python's test runners and linters share: the repo's settings, the environment, what it may lack."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from devflow.checks.check import Check
from devflow.checks.needs.environment import Environment, find_environment
from devflow.checks.parsing import as_ini, as_table, as_toml
from devflow.checks.runners.base import Around, Package

_MOST_LINKS = 10
_OWN_FILES = {
    "pytest.ini": "pytest",
    ".pytest.ini": "pytest",
    "pytest.toml": "pytest",
    "ruff.toml": "ruff",
    ".ruff.toml": "ruff",
    ".flake8": "flake8",
    "mypy.ini": "mypy",
    ".mypy.ini": "mypy",
    "pyrightconfig.json": "pyright",
}


class Settings:
    """Which tools the configuration of a package names."""

    def __init__(self, package: Package) -> None:
        self._tools = {tool for name, tool in _OWN_FILES.items() if name in package.paths}
        self._tools |= {*as_table(as_toml(package.read("pyproject.toml")).get("tool"))}
        for name in ("setup.cfg", "tox.ini"):
            self._tools |= _ini_tools(package.read(name))

    def has(self, tool: str) -> bool:
        """Whether a tool is configured."""
        return tool in self._tools


def environment(package: Package) -> Environment | None:
    """The package's own environment, else the checkout's, else the system's; None without Python files."""
    if not any(path.endswith(".py") for path in package.paths):
        return None
    own = find_environment(package.at / package.folder) if package.folder else None
    return own if own is not None and own.folder else find_environment(package.at, package.outfit)


def python_check(package: Package, env: Environment, kind: Any, runner: str, *arguments: str) -> Check:
    """`python -m RUNNER ARGUMENTS` in the package's folder."""
    return Check(
        name=f"{runner} in {package.folder}" if package.folder else runner,
        kind=kind,
        argv=(str(env.python), "-m", runner, *arguments),
        runner=runner,
        environment=str(env.folder or ""),
        folder=package.folder,
    )


def around(check: Check, at: Path) -> Around:
    """The virtual environment on PATH; its base, or all of it where it stands outside of the checkout."""
    env = {"PYTHONHASHSEED": "0"}
    if not check.environment:
        return Around(env)
    folder = Path(check.environment)
    env["VIRTUAL_ENV"] = check.environment
    env["PATH"] = f"{check.environment}/bin:/usr/local/bin:/usr/bin:/bin"
    return Around(env, (_base_python(folder, at),) if folder.is_relative_to(at) else (folder,))


def lacks(check: Check) -> str:
    """The runner is not installed in the environment."""
    if Environment.of(check).has(check.runner):
        return ""
    where = check.environment or check.argv[0]
    return f"{check.runner} is not installed in {where}: `{install(check, check.runner)}`."


def install(check: Check, what: str) -> str:
    """The command that installs something where the check looks for it; it makes an environment first."""
    if check.environment:
        return f"{check.environment}/bin/pip install {what}"
    runner = check.runner if check.runner == "pytest" else ""
    wanted = dict.fromkeys(["-e .", what, runner])
    return f"python3 -m venv .venv && .venv/bin/pip install {' '.join(part for part in wanted if part)}"


def _base_python(folder: Path, at: Path) -> Path:
    """What the environment's python leads to, outside of the checkout."""
    python = folder / "bin" / "python"
    for _ in range(_MOST_LINKS):
        if not python.is_symlink() or not python.is_relative_to(at):
            break
        python = Path(os.path.normpath(python.parent / python.readlink()))
    return python


def _ini_tools(data: bytes) -> frozenset[str]:
    return frozenset("pytest" if name == "tool:pytest" else name for name in as_ini(data).sections())
