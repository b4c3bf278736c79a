"""The result of a check of tests, made of what was seen on both sides."""

from __future__ import annotations

from devflow.checks.outcomes.session import Session
from devflow.checks.sides import Sides
from devflow.checks.verdicts.difference import Difference
from devflow.checks.verdicts.status import Seen, verdict
from devflow.clean import clean, trim
from devflow.handoffs import CheckResult, Counts

_MOST_CHARACTERS = 6000


def result_of(seen: Seen, sides: Sides) -> CheckResult:
    """The verdict, the outcomes by id, and how long each side took."""
    check, after, before, difference = seen.check, seen.after, seen.before, seen.difference
    status, reason, unfinished = verdict(seen)
    return CheckResult(
        name=check.name,
        kind=check.kind,
        command=check.argv,
        status=status,
        reason=reason,
        unfinished=unfinished,
        before=before.counts() if before else Counts(),
        after=after.counts(),
        new_failures=difference.new_failures,
        fixed=difference.fixed,
        still_failing=difference.still_failing,
        new_tests=difference.new_tests,
        unloadable=difference.unloadable,
        removed=difference.removed,
        newly_skipped=difference.newly_skipped,
        output=output_of(after),
        wants=seen.wants if status == "needs_setup" else (),
        held=status == "red" and after.finished and _only_lost(difference),
        seconds_before=round(sides.seconds["base"], 3),
        seconds_after=round(sides.seconds["candidate"], 3),
    )


def _only_lost(difference: Difference) -> bool:
    """Whether all that is wrong is tests that are gone or skipped, which a ticket may want."""
    return not difference.failures and bool(difference.lost or difference.newly_skipped)


def output_of(session: Session) -> str:
    """The trimmed end of both outputs, or of what stood in a report that has no end."""
    done = session.completed
    if not done.stdout.strip() and not done.stderr.strip() and not session.finished:
        return trim(session.trouble, _MOST_CHARACTERS)
    text = done.stdout.decode(errors="replace") + (
        f"\n--- stderr ---\n{done.stderr.decode(errors='replace')}" if done.stderr.strip() else ""
    )
    return trim(clean(text).strip(), _MOST_CHARACTERS)
