"""JavaScript's linter and type checker, where the repo configures them and they are installed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from devflow.checks.check import Check
from devflow.checks.runners.base import Finding, Package, Runner
from devflow.checks.runners.findings import MOST, records
from devflow.checks.runners.node import around, lacks
from devflow.process import Completed

_CONFIGURED = {
    "eslint": re.compile(r"eslint\.config\.[cm]?[jt]s|\.eslintrc(\.(json|ya?ml|[cm]?js))?"),
    "tsc": re.compile(r"tsconfig\.json"),
}
_COMMANDS = {"eslint": "eslint . --format json", "tsc": "tsc --noEmit --pretty false"}
_ERROR = 2
_TSC = re.compile(r"^(?P<file>[^()\n]+)\(\d+,\d+\): error (?P<rule>TS\d+): (?P<message>.*)$")


def find(package: Package) -> Iterator[Check]:
    """A check for each that is configured and installed."""
    programs = package.holds("node_modules") / ".bin"
    for name, configured in _CONFIGURED.items():
        if any(configured.fullmatch(path) for path in package.paths) and (programs / name).exists():
            yield Check(
                name=package.named(name),
                kind="lint",
                argv=("sh", "-c", _COMMANDS[name]),
                runner=name,
                environment=str(package.root / "node_modules"),
                folder=package.folder,
            )


def eslint(done: Completed, at: Path) -> Counter[Finding] | None:
    """What eslint calls errors; its warnings are the repo's own business."""
    files = records(done.stdout)
    if files is None or done.code not in {0, 1}:
        return None
    found: Counter[Finding] = Counter()
    for file in files:
        path = str(file.get("filePath", "")).removeprefix(f"{at}/")
        messages = file.get("messages")
        for message in messages[:MOST] if isinstance(messages, list) else ():
            if isinstance(message, dict) and message.get("severity") == _ERROR:
                found[_said(path, message)] += 1
    return found


def _said(path: str, message: dict[str, Any]) -> Finding:
    return path, str(message.get("ruleId") or "syntax"), str(message.get("message", ""))


def tsc(done: Completed, at: Path) -> Counter[Finding] | None:
    """What the compiler of TypeScript calls errors."""
    del at
    found: Counter[Finding] = Counter()
    for line in done.stdout.decode(errors="replace").splitlines()[:MOST]:
        said = _TSC.match(line)
        if said:
            found[(said["file"], said["rule"], said["message"])] += 1
    return None if done.code and not found else found


RUNNERS: tuple[Runner, ...] = (
    Runner("eslint", around, findings=eslint, lacks=lacks),
    Runner("tsc", around, findings=tsc, lacks=lacks),
)
