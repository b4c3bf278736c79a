"""Runs once more what failed, on both sides: what comes out otherwise then is luck."""

from __future__ import annotations

from dataclasses import dataclass, field

from devflow.checks.check import Task
from devflow.checks.outcomes.session import RED, Session
from devflow.checks.sides import LEAST_LAID, Sides
from devflow.checks.verdicts.difference import SOON, Again, doubtful, suspects
from devflow.handoffs import Outcome

_MOST_AGAIN = 200
_FEW = 20
"""So many tests are seldom all red by chance: they are run on the base a second time."""


@dataclass
class Sessions:
    """The runs of one check, as far as they are held against each other."""

    after: Session
    before: Session | None = None
    laid: Session | None = None
    again: Again = field(default_factory=Again)


def run_again(sessions: Sessions, sides: Sides) -> None:
    """Run what failed once more on both sides."""
    before, after = sessions.before, sessions.after
    if before is None or not after.finished:
        return
    failing = suspects(before, after)
    failing = failing if len(failing) <= _MOST_AGAIN else set()
    worse = {test for test in failing if before.outcome(test) not in RED}
    on_candidate = _again_on_candidate(after, worse, sides) if worse else {}
    on_base = _again_on_base(before, after, doubtful(before, after, failing - worse), sides)
    sessions.again = Again(before=on_base, after=on_candidate)


def run_base_again(sessions: Sessions, sides: Sides) -> None:
    """What fails twice with the patch may be luck still: a short suite's base gets its second chance to fail.

    It fails in the company of the whole suite or not at all: alone, a test lacks what others leave behind.
    """
    before, after, again = sessions.before, sessions.after, sessions.again
    held = {test for test in again.after if again.after[test] is not Outcome.PASSED}
    held &= before.passed if before is not None else set()
    files = after.files(held)
    by_file = "" not in files and (sides.by_id or sides.by_file)
    if not held or len(held) > _FEW or not by_file or after.completed.seconds > SOON:
        return
    second = sides.on_base(Task(files=files), "the failing tests again, on the base")
    if held & second.red:
        second = sides.on_base(Task(), "the whole suite again, on the base")
    sessions.again = Again({**again.before, **{test: second.outcome(test) for test in held}}, again.after)


def _again_on_candidate(after: Session, tests: set[str], sides: Sides) -> dict[str, Outcome | None]:
    """In the company of its file, then of the whole suite."""
    files = after.files(tests)
    late = after.completed.timed_out
    only = tests if late and sides.by_id else None  # -- their files may be what took so long
    task = Task(only=only, files=files if "" not in files else None)
    seconds = again_seconds(sides, after)
    second = sides.on_candidate(task, "the failing tests again, on the candidate", seconds)
    lucky = tests & second.passed
    if lucky and not late and after.completed.seconds <= SOON:
        # -- alone they pass: only the whole suite tells chance from what another test left behind
        second = sides.on_candidate(Task(), "the whole suite again, on the candidate")
    return {test: second.outcome(test) for test in tests}


def _again_on_base(
    before: Session, after: Session, tests: set[str], sides: Sides
) -> dict[str, Outcome | None]:
    """What is known already of any that failed there, and these tests where nothing is."""
    known: dict[str, Outcome | None] = {**sides.again_on_laid(before.red)}
    unknown = tests - known.keys()
    if not unknown or not sides.by_id:  # -- for a label alone no whole suite is run again
        return known
    task = Task(only=unknown, files=after.files(unknown))
    third = sides.on_base(task, "the failing tests again, on the base", again_seconds(sides, after))
    return known | {test: third.outcome(test) for test in unknown}


def again_seconds(sides: Sides, after: Session) -> float:
    """What a second look may take: what hangs once may hang again."""
    return max(LEAST_LAID, sides.limit / 4) if after.completed.timed_out else sides.limit
