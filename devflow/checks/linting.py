"""One linter, candidate against base, by counts of (file, rule, message)."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from devflow.checks.check import Check
from devflow.checks.outcomes.session import Session
from devflow.checks.runners import RUNNERS, Finding
from devflow.checks.running import Place, plain_run
from devflow.checks.trees import Trees
from devflow.checks.verdicts.difference import name
from devflow.checks.verdicts.results import output_of
from devflow.counting import counted
from devflow.handoffs import CheckResult, CheckStatus, Counts, IdChange, Outcome, Verb
from devflow.process import Completed

Side = Literal["candidate", "base"]
_NOT_RUN = Session(Completed((), 0, b"", b"", 0.0))
_SHORT = 2.0
"""Seconds that a linter may take for its base to be run though the candidate has no finding."""


def measure_lint(check: Check, trees: Trees, place: Place, tell: Callable[[str], None]) -> CheckResult:
    """Run a linter on both sides; only findings that the base does not have count.

    Where the candidate has none at all, the base is run only if that is soon done: for what the patch mends.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    tell(f"{check.name}: on the candidate")
    after = _run(check, trees, place, "candidate")
    found_after = _findings(check, after, place.at)
    before, found_before = _NOT_RUN, found_after
    if found_after is None or found_after or after.completed.seconds <= _SHORT:
        tell(f"{check.name}: on the base")
        before = _run(check, trees, place, "base")
        found_before = _findings(check, before, place.at)
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


def _run(check: Check, trees: Trees, place: Place, side: Side) -> Session:
    """Run it whole, or on the files of the patch that stand on this side."""
    checkout = trees.candidate if side == "candidate" else trees.base
    if not check.some:
        return plain_run(check, checkout(), place)
    absent = Verb.DELETE if side == "candidate" else Verb.CREATE
    files = [f"./{file.path}" for file in trees.changed if file.verb is not absent]
    line = check.some.replace("{files}", shlex.join(files))
    return plain_run(replace(check, argv=("sh", "-c", line)), checkout(), place) if files else _NOT_RUN


def _findings(check: Check, session: Session, at: Path) -> Counter[Finding] | None:
    """The findings by (file, rule, message), or None where the linter could not do its work."""
    if session is _NOT_RUN:
        return Counter()
    read = RUNNERS[check.runner].findings
    return None if read is None or session.completed.timed_out else read(session.completed, at)


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
        return "red", f"{counted(new, 'new finding')} of {check.name}."
    return "green", f"No new finding of {check.name}; {found_after.total()} known."
