"""Reads the reports of JavaScript's test runners, as hostile input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from devflow.checks.runners.base import WHOLE, Told
from devflow.handoffs import Outcome

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
_MOST_WORDS = 60
_TAP_ENDS = re.compile(r"^# (?:(?:tests|pass|fail|failed) |\{ total: |time=)", re.MULTILINE)


def mocha(text: str) -> tuple[Iterable[Told], bool]:
    """Mocha's JSON report."""
    value = _json(text)
    return _mocha(value), value is not None


def jest(text: str) -> tuple[Iterable[Told], bool]:
    """Jest's JSON report, which vitest writes too."""
    value = _json(text)
    return _jest(value), value is not None


def tape(text: str) -> tuple[Iterable[Told], bool]:
    """Tape's output."""
    return _tape(text), bool(_TAP_ENDS.search(text))


def tap(text: str) -> tuple[Iterable[Told], bool]:
    """TAP with subtests, as node's own runner and tap write it."""
    return _tap(text), bool(_TAP_ENDS.search(text))


def any_tap(text: str) -> tuple[Iterable[Told], bool]:
    """What a script of one's own wrote: the form of node's own runner, of tape, or a line for each test."""
    if "# Subtest: " in text:
        return tap(text)
    first = next((line for line in text.splitlines() if _TAP_LINE.match(line) or _TAP_NAME.match(line)), "")
    return tap_flat(text) if _TAP_LINE.match(first) else tape(text)


def tap_flat(text: str) -> tuple[Iterable[Told], bool]:
    """TAP without subtests, as ava and qunit write it: each line is a test."""
    return _tap_flat(text), bool(_TAP_ENDS.search(text))


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
            yield file, WHOLE, Outcome.ERRORED, _text(suite, "message")
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
            outcome = _tap_outcome(line, result)
    if name and outcome:
        yield "", name, outcome, detail


def _tap(text: str) -> Iterator[Told]:
    """Subtests are indented, their parent's line comes after them, and words below a line.

    A test is named before it, but for those that tap leaves out; other lines are assertions. A parent is told
    as well: it can fail where none of its subtests does.
    """
    names: dict[int, str] = {}
    last: tuple[str, Outcome] | None = None
    words: list[str] = []
    for line in text.splitlines():
        title, result = _TAP_NAME.match(line), _TAP_LINE.match(line)
        subtest = title is not None and "Subtest: " in line
        if last is not None and (subtest or result):
            yield "", *last, "\n".join(words)
            last, words = None, []
        if title and subtest:
            depth = len(title["indent"])
            names = {d: n for d, n in names.items() if d < depth} | {depth: title["name"]}
        elif result:
            depth = len(result["indent"])
            outcome = _tap_outcome(line, result)
            if names.pop(depth, "") or outcome is Outcome.SKIPPED:
                parents = [names[d] for d in sorted(names) if d < depth]
                name = " ".join([*parents, result["name"].split(" # ")[0]])
                last = (name, outcome)
        elif last is not None and last[1] is Outcome.FAILED and len(words) < _MOST_WORDS:
            words.append(line.strip())
    if last is not None:
        yield "", *last, "\n".join(words)


def _tap_flat(text: str) -> Iterator[Told]:
    last: tuple[str, Outcome] | None = None
    words: list[str] = []
    for line in text.splitlines():
        result = _TAP_LINE.match(line)
        if result and not result["indent"]:
            if last is not None:
                yield "", *last, "\n".join(words)
            name = result["name"].split(" # ")[0]
            last, words = (name, _tap_outcome(line, result)) if name else None, []
        elif last is not None and last[1] is Outcome.FAILED and line[:1] == " " and len(words) < _MOST_WORDS:
            words.append(line.strip())
    if last is not None:
        yield "", *last, "\n".join(words)


def _tap_outcome(line: str, result: re.Match[str]) -> Outcome:
    if "# SKIP" in line or "# TODO" in line:
        return Outcome.SKIPPED
    return Outcome.FAILED if result["not"] else Outcome.PASSED


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else iter(())


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
