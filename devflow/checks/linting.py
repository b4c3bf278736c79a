"""One linter, candidate against base, by counts of (file, rule, message)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.judging import name
from devflow.checks.running import Place, plain_run
from devflow.checks.session import Session
from devflow.checks.testing import output_of
from devflow.checks.trees import Trees
from devflow.handoffs import CheckResult, CheckStatus, Counts, IdChange, Outcome

Finding = tuple[str, str, str]
_LINE = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):(?:(?P<column>\d+):)? (?P<text>.+)$")
_FLAKE8 = re.compile(r"^(?P<rule>[A-Z]+\d+) (?P<message>.*)$")
_MYPY = re.compile(r"^error: (?P<message>.*?)(?:  \[(?P<rule>[a-z0-9-]+)\])?$")
_MOST = 20_000


def measure_lint(check: Check, trees: Trees, place: Place, tell: Callable[[str], None]) -> CheckResult:
    """Run a linter on both sides; only findings that the base does not have count.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    tell(f"{check.name}: on the candidate")
    after = plain_run(check, trees.candidate(), place)
    found_after = findings(check, after, place.at)
    tell(f"{check.name}: on the base")
    before = plain_run(check, trees.base(), place)
    found_before = findings(check, before, place.at)
    new = _changes((found_after or Counter()) - (found_before or Counter()), new=True)
    gone = _changes((found_before or Counter()) - (found_after or Counter()), new=False)
    status, reason = _status(check, before, after, found_before, found_after, new)
    return CheckResult(
        name=check.name,
        kind="lint",
        command=check.argv,
        status=status,
        reason=reason,
        before=Counts(failed=(found_before or Counter()).total()),
        after=Counts(failed=(found_after or Counter()).total()),
        new_failures=new if status in {"red", "green"} else (),
        fixed=gone if status in {"red", "green"} else (),
        output=output_of(after),
        seconds_before=round(before.completed.seconds, 3),
        seconds_after=round(after.completed.seconds, 3),
    )


def findings(check: Check, session: Session, at: Path) -> Counter[Finding] | None:
    """The findings by (file, rule, message), or None where the linter could not do its work."""
    done = session.completed
    if done.timed_out or done.code not in {0, 1}:
        return None
    text = done.stdout.decode(errors="replace")
    if check.runner == "ruff":
        return _ruff(text, at)
    return _lines(text, _MYPY if check.runner == "mypy" else _FLAKE8, done.code)


def _ruff(text: str, at: Path) -> Counter[Finding] | None:
    try:
        records = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(records, list):
        return None
    found: Counter[Finding] = Counter()
    for record in records[:_MOST]:
        if isinstance(record, dict):
            file = str(record.get("filename", "")).removeprefix(f"{at}/")
            found[(file, str(record.get("code") or "syntax"), str(record.get("message", "")))] += 1
    return found


def _lines(text: str, form: re.Pattern[str], code: int) -> Counter[Finding] | None:
    found: Counter[Finding] = Counter()
    for line in text.splitlines()[:_MOST]:
        place = _LINE.match(line)
        said = form.match(place["text"]) if place else None
        if place and said:
            found[(place["file"], said["rule"] or "", said["message"])] += 1
    return None if code and not found else found


def _changes(found: Counter[Finding], *, new: bool) -> tuple[IdChange, ...]:
    red, green = Outcome.FAILED, Outcome.PASSED
    return tuple(
        IdChange(
            id=name(f"{file}: {rule}"),
            before=green if new else red,
            after=red if new else green,
            detail=name(message if count == 1 else f"{message} ({count} times)"),
        )
        for (file, rule, message), count in sorted(found.items())
    )


def _status(
    check: Check,
    before: Session,
    after: Session,
    found_before: Counter[Finding] | None,
    found_after: Counter[Finding] | None,
    new: tuple[IdChange, ...],
) -> tuple[CheckStatus, str]:
    if found_after is None and after.completed.timed_out:
        return "timed_out", f"{check.name} was ended: past its limit."
    if found_after is None and found_before is None:
        return (
            "errored",
            f"{check.name} cannot do its work on the base either (exit {before.completed.code}).",
        )
    if found_after is None:
        return "red", f"{check.name} cannot do its work on the candidate (exit {after.completed.code})."
    if new:
        return "red", f"{len(new)} new finding{'' if len(new) == 1 else 's'} of {check.name}."
    return "green", f"No new finding of {check.name}; {found_after.total()} known."
