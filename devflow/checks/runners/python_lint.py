"""Python's linters and type checkers, where the repo configures them and the environment holds them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from devflow.checks.check import Check
from devflow.checks.runners.base import Finding, Package, Runner
from devflow.checks.runners.findings import MOST, lines, records
from devflow.checks.runners.python_settings import Settings, around, environment, lacks, python_check
from devflow.process import Completed

_FLAKE8 = re.compile(r"^(?P<rule>[A-Z]+\d+) (?P<message>.*)$")
_MYPY = re.compile(r"^error: (?P<message>.*?)(?:  \[(?P<rule>[a-z0-9-]+)\])?$")
ARGUMENTS = {
    # -- a repo may have it mend what it finds: in a checkout of ours that would hide it
    "ruff": ("check", "--output-format=json", "--no-fix", "--no-fix-only", "--no-cache", "--exit-zero"),
    "flake8": (),
    "mypy": ("--no-error-summary", "--hide-error-context", "--no-pretty", "--cache-dir=/dev/null"),
    "pyright": ("--outputjson",),
}


def find(package: Package) -> Iterator[Check]:
    """A check for each configured linter that is installed."""
    env = environment(package)
    if env is None:
        return
    settings = Settings(package)
    for name, arguments in ARGUMENTS.items():
        if settings.has(name) and env.has(name):
            yield python_check(package, env, "lint", name, *arguments)


def _ruff(done: Completed, at: Path) -> Counter[Finding] | None:
    found = records(done.stdout)
    if found is None or done.code not in {0, 1}:
        return None
    return Counter(_finding(each, at, "filename", str(each.get("code") or "syntax")) for each in found)


def _pyright(done: Completed, at: Path) -> Counter[Finding] | None:
    try:
        told = json.loads(done.stdout).get("generalDiagnostics")
    except (ValueError, AttributeError, RecursionError):
        return None
    if not isinstance(told, list):
        return None
    errors = [each for each in told[:MOST] if isinstance(each, dict) and each.get("severity") == "error"]
    return Counter(_finding(each, at, "file", str(each.get("rule") or "")) for each in errors)


def _finding(record: dict[str, Any], at: Path, file: str, rule: str) -> Finding:
    return str(record.get(file, "")).removeprefix(f"{at}/"), rule, str(record.get("message", ""))


RUNNERS: tuple[Runner, ...] = (
    Runner("ruff", around, findings=_ruff, lacks=lacks),
    Runner("flake8", around, findings=partial(lines, form=_FLAKE8), lacks=lacks),
    Runner("mypy", around, findings=partial(lines, form=_MYPY), lacks=lacks),
    Runner("pyright", around, findings=_pyright, lacks=lacks),
)
