"""Go: `go test` by id, and vet."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from devflow.checks.check import Check
from devflow.checks.runners.base import WHOLE, Around, Package, Runner, Told
from devflow.checks.runners.findings import lines
from devflow.handoffs import Outcome

_OUTCOMES = {"pass": Outcome.PASSED, "fail": Outcome.FAILED, "skip": Outcome.SKIPPED}
_DETAIL = 3000
_VET = re.compile(r"^(?P<message>.*)(?P<rule>)$")
# -- what does not compile is told in plain words, on standard error
TEST_LINE = 'go test -json ./... >"$DEVFLOW_REPORT" 2>&1'
# -- vet ends with 2 where it found something, as it does where it cannot work: what it says tells them apart
VET_LINE = "go vet ./... 2>&1 | sed 's/^vet: //'"
_BUILD = re.compile(r"^# (?P<package>\S+)")
_NOT_BUILT = re.compile(r"^FAIL\t(?P<package>\S+) \[(?:build|setup) failed\]")


def find(package: Package) -> Iterator[Check]:
    """The tests of each module."""
    for path in sorted(package.paths):
        folder, _, name = path.rpartition("/")
        if name == "go.mod" and "testdata" not in folder and not package.folder:
            words = f" in {folder}" if folder else ""
            yield Check(f"go test{words}", "tests", ("sh", "-c", TEST_LINE), "go-test", folder=folder)
            yield Check(f"go vet{words}", "lint", ("sh", "-c", VET_LINE), "go-vet", folder=folder)


def around(check: Check, at: Path) -> Around:
    """Where Go stands; its caches are private, and nothing is fetched."""
    del check, at
    program = shutil.which("go")
    real = Path(program).resolve() if program else None
    folder = str(real.parent) if real else "/usr/bin"
    path = f"{folder}:/usr/local/bin:/usr/bin:/bin"
    return Around({"PATH": path, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}, (real,) if real else ())


def tells(text: str) -> tuple[Iterable[Told], bool]:
    """One JSON event a line; a package that does not build has failed as a whole."""
    events = list(_events(text))
    return _tests(events), any("Test" not in event and event.get("Action") in _OUTCOMES for event in events)


def _events(text: str) -> Iterator[dict[str, Any]]:
    """The events; what older versions say in plain words of packages that were not built becomes such."""
    package = ""
    for line in text.splitlines():
        if line.startswith("{"):
            yield _event(line)
        elif built := _BUILD.match(line):
            package = built["package"]
        elif failed := _NOT_BUILT.match(line):
            yield {"Action": "fail", "Package": failed["package"]}
        elif package:
            yield {"Action": "output", "Package": package, "Output": f"{line}\n"}


def _tests(events: list[dict[str, Any]]) -> Iterator[Told]:
    words: dict[tuple[str, str], str] = {}
    told = set()
    for event in events:
        package, test, action = (str(event.get(name, "")) for name in ("Package", "Test", "Action"))
        if action == "build-output":
            action, package = "output", str(event.get("ImportPath", "")).split(" ")[0]
        if action == "output":
            words[package, test] = (words.get((package, test), "") + str(event.get("Output", "")))[-_DETAIL:]
        elif action in _OUTCOMES and test:
            told.add(package)
            yield package, test, _OUTCOMES[action], words.pop((package, test), "") if action == "fail" else ""
        elif action == "fail" and package not in told:  # -- it was not built, or ended before its first test
            yield package, WHOLE, Outcome.ERRORED, words.pop((package, test), "")


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _lacks(check: Check) -> str:
    del check
    return "" if shutil.which("go") else "go is not installed here: see https://go.dev/dl."


RUNNERS: tuple[Runner, ...] = (
    Runner("go-test", around, tells=tells, lacks=_lacks),
    Runner("go-vet", around, findings=partial(lines, form=_VET), lacks=_lacks),
)
