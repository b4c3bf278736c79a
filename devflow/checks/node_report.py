"""Reads the reports of JavaScript test runners, as hostile input, into outcomes by id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from devflow.checks.records import read_plain
from devflow.checks.session import Item, Result, Session
from devflow.clean import clean, trim
from devflow.handoffs import Outcome
from devflow.process import Completed

_MOST_TESTS = 200_000
_MOST_ID = 1000
_DETAIL = 3000
_STATES = {
    "passed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "skipped": Outcome.SKIPPED,
    "pending": Outcome.SKIPPED,
    "todo": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
}
_TAP_LINE = re.compile(r"^(?P<indent> *)(?P<not>not )?ok\b *\d* *-? *(?P<name>.*)$")
_TAP_NAME = re.compile(r"^(?P<indent> *)# (?:Subtest: )?(?P<name>.+)$")
_TAP_ENDS = re.compile(r"^# (?:tests|pass|fail) ", re.MULTILINE)

Told = tuple[str, str, Outcome, str]  # file, name, outcome, detail


def read_node(runner: str, report: Path, completed: Completed, at: Path) -> Session:
    """The session that a runner's report tells of. An absent or torn report is a session without an end."""
    data, trouble = read_plain(report)
    text = data.decode(errors="replace")
    told: list[Told] = []
    ended = False
    if runner in {"tape", "node-test"}:
        told = list(_tape(text) if runner == "tape" else _tap(text))
        ended = bool(_TAP_ENDS.search(text))
    else:
        value = _json(text)
        told = list(_mocha(value) if runner == "mocha" else _jest(value))
        ended = value is not None
    items, results = _by_id(told[:_MOST_TESTS], at)
    if not ended and not trouble:
        trouble = f"{runner} wrote no report"
    return Session(
        completed=completed,
        items=items,
        results=results,
        finished=ended and not completed.timed_out,
        trouble="" if ended else trouble,
        runner=runner,
        missing=_missing(completed, runner) if not told else "",
    )


def _by_id(told: list[Told], at: Path) -> tuple[dict[str, Item], dict[str, Result]]:
    items: dict[str, Item] = {}
    results: dict[str, Result] = {}
    for file, name, outcome, detail in told:
        path = file.removeprefix(f"{at.resolve()}/").removeprefix(f"{at}/")
        test = clean(f"{path}::{name}" if path else name)[:_MOST_ID]
        items[test] = Item(path)
        if test not in results or results[test].outcome is Outcome.PASSED:  # -- the worse of two of one name
            results[test] = Result(outcome, trim(clean(detail), _DETAIL))
    return items, results


def _json(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _mocha(value: dict[str, Any] | None) -> Iterator[Told]:
    groups = (("passes", Outcome.PASSED), ("pending", Outcome.SKIPPED), ("failures", Outcome.FAILED))
    for group, outcome in groups:
        for test in _dicts((value or {}).get(group)):
            error = test.get("err")
            words = error.get("message", "") if isinstance(error, dict) else ""
            yield _text(test, "file"), _text(test, "fullTitle"), outcome, str(words)


def _jest(value: dict[str, Any] | None) -> Iterator[Told]:
    """Jest's form, which vitest writes too: files, and in them tests."""
    for suite in _dicts((value or {}).get("testResults")):
        file = _text(suite, "name")
        tests = list(_dicts(suite.get("assertionResults")))
        if not tests and suite.get("status") == "failed":
            yield file, "(the file)", Outcome.ERRORED, _text(suite, "message")
        for test in tests:
            outcome = _STATES.get(_text(test, "status"), Outcome.ERRORED)
            messages = test.get("failureMessages")
            words = "\n".join(map(str, messages)) if isinstance(messages, list) else ""
            yield file, _text(test, "fullName"), outcome, words


def _tape(text: str) -> Iterator[Told]:
    """Tape's output: a comment names the test, and lines of `ok` and `not ok` follow."""
    name, outcome, detail = "", None, ""
    for line in text.splitlines():
        title, result = _TAP_NAME.match(line), _TAP_LINE.match(line)
        if title and not title["indent"]:
            if name and outcome:
                yield "", name, outcome, detail
            skipped = title["name"].startswith("SKIP ")
            name, outcome, detail = title["name"], Outcome.SKIPPED if skipped else None, ""
        elif result and result["not"] and "# TODO" not in line:
            outcome, detail = Outcome.FAILED, detail or result["name"]
        elif result and outcome is None:
            outcome = Outcome.SKIPPED if "# SKIP" in line else Outcome.PASSED
    if name and outcome:
        yield "", name, outcome, detail


def _tap(text: str) -> Iterator[Told]:
    """Node's own runner: subtests are indented, and their parent's line comes after them."""
    names: dict[int, str] = {}
    leaves: dict[int, bool] = {}
    for line in text.splitlines():
        title, result = _TAP_NAME.match(line), _TAP_LINE.match(line)
        if title and "Subtest: " in line:
            depth = len(title["indent"])
            names = {d: n for d, n in names.items() if d < depth} | {depth: title["name"]}
            leaves = {d: False for d in leaves if d < depth} | {depth: True}
        elif result:
            depth = len(result["indent"])
            if leaves.get(depth, False):
                skipped = "# SKIP" in line or "# TODO" in line
                outcome = Outcome.SKIPPED if skipped else Outcome.FAILED if result["not"] else Outcome.PASSED
                parents = [names[d] for d in sorted(names) if d < depth]
                yield "", " ".join([*parents, result["name"].split(" # ")[0]]), outcome, ""


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else iter(())


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _missing(completed: Completed, runner: str) -> str:
    """The shell did not find the runner."""
    return "not found" if f"{runner}: not found".encode() in completed.stderr else ""
