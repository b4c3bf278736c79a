"""One test check, candidate against base: what is run where, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

from devflow.checks.again import Sessions, again_seconds, run_again, run_base_again
from devflow.checks.beside import beside
from devflow.checks.check import Check, Task
from devflow.checks.losing import put_back
from devflow.checks.nearest import nearest_files, small_part
from devflow.checks.outcomes.baselines import Baseline, joined
from devflow.checks.outcomes.session import Session
from devflow.checks.running import Place
from devflow.checks.sides import LEAST_LAID, SHORT, Sides
from devflow.checks.subject import Kept
from devflow.checks.trees import Trees
from devflow.checks.verdicts.difference import Difference, compare, new_ids
from devflow.checks.verdicts.results import result_of
from devflow.checks.verdicts.status import Seen
from devflow.handoffs import CheckResult, Outcome


def measure_tests(
    check: Check, trees: Trees, place: Place, tell: Callable[[str], None], baseline: Baseline
) -> CheckResult:
    """Run a test check on the candidate, then on the base what is needed to judge it.

    The nearest tests come first where they are a small part of the base's test files: where they show a new
    failure, the whole suite is not run. The base is run beside the candidate where the machine has room
    for both: of a large suite the part that nearly every patch needs.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    subject, sides = trees.subject, Sides(check, trees, place, tell, baseline)
    near = nearest_files(check, subject.nearest, trees.changed) if sides.by_file else ()
    short = sides.known is not None and sides.known.completed.seconds <= SHORT
    large = bool(near) and small_part(check, near, subject.paths)
    first = _run_near(sides, trees, near) if large and not short else None
    early = _judge_near(check, trees, place, sides, first) if first is not None else None
    if early is not None and early.difference.failures:
        return result_of(early, sides)
    of_base = partial(sides.ahead, {*near, *trees.test_files}, whole=not large)
    around = beside(of_base, memory=place.limits.memory)
    with around if place.sandbox.name != "none" else nullcontext():  # -- else they share ports and files
        after = sides.on_candidate(Task(modules=trees.modules), f"the whole suite, at most {sides.limit:g} s")
    if after.completed.timed_out:
        first = first or (_run_near(sides, trees, near) if near else None)
        return result_of(_judge_late(check, trees, place, sides, after, first, near), sides)
    if first is not None:
        after = _with_chance(first, after, early.difference if early else Difference())
    return result_of(_judge_whole(check, trees, place, sides, after, near, subject.kept), sides)


def _run_near(sides: Sides, trees: Trees, near: Collection[str]) -> Session:
    return sides.on_candidate(Task(files=near, modules=trees.modules), "the nearest tests on the candidate")


def _judge_near(check: Check, trees: Trees, place: Place, sides: Sides, first: Session) -> Seen | None:
    """What is red among the nearest tests, held against the base; None where nothing is."""
    if not first.red or first.completed.timed_out:
        return None
    sessions = Sessions(after=_within(first, first.red))
    _run_few(sessions, sides)
    if sessions.before is None or not sessions.before.finished:
        return None
    every = compare(sessions.before, sessions.after, None, sessions.again)
    # -- only what is red was held against the base: nothing is known of the others
    difference = Difference(new_failures=every.new_failures, still_failing=every.still_failing)
    return Seen(check, first, sessions.before, difference, trees, place, near_only=True)


def _with_chance(first: Session, after: Session, alone: Difference) -> Session:
    """What failed among the nearest tests has failed, though the whole suite was lucky: it is run again.

    But for what fails on the base in the same company too: that needs what other tests leave behind.
    """
    needing = {change.id for change in alone.still_failing}
    lucky = (first.red & after.passed & first.items.keys()) - needing
    return replace(after, results={**after.results, **{test: first.results[test] for test in lucky}})


def _judge_whole(
    check: Check,
    trees: Trees,
    place: Place,
    sides: Sides,
    after: Session,
    near: Collection[str],
    kept: Kept,
) -> Seen:
    """Hold a suite that ended by itself against the base."""
    sessions = Sessions(after)
    if not after.missing:
        sessions.before = sides.base_for(after, {*near, *trees.test_files})
        _run_laid(sessions, sides)
        run_again(sessions, sides)
        run_base_again(sessions, sides)
    before = sessions.before
    difference = compare(before, after, sessions.laid, sessions.again) if before else Difference()
    if before is not None and not difference.failures:
        difference = put_back(difference, before, after, sides, kept)
    return Seen(check, after, before, difference, trees, place)


def _judge_late(
    check: Check,
    trees: Trees,
    place: Place,
    sides: Sides,
    after: Session,
    first: Session | None,
    files: Collection[str],
) -> Seen:
    """Hold against the base what a suite came to until its time was up: what is red, what was running, and
    the nearest tests."""
    near = set(first.results) if first is not None and first.finished else set()
    known = joined(first, after) if first is not None and near else after
    known = replace(known, completed=after.completed, running=after.running, finished=False)
    judged = {test for test in (near | known.red) if known.outcome(test) is not None}
    sessions = Sessions(after=_within(known, judged))
    if judged and sides.by_file:
        _run_few(sessions, sides)
        _run_laid(sessions, sides)
    elif judged:
        sessions.before = sides.on_base(Task(), "the whole suite, on the base")
    difference = Difference()
    if sessions.before is not None:
        judged -= sessions.before.not_run  # -- the base was ended too, before it came to them
        if sessions.again.after.get(known.running) is Outcome.PASSED:
            judged.discard(known.running)  # -- it was no more than on when the time was up
        # -- what the nearest files hold on the base is known from collecting alone: none may be gone
        held = {test for test, item in sessions.before.items.items() if near and item.file in files}
        before = _within(sessions.before, judged | held)
        difference = compare(before, _within(known, judged), sessions.laid, sessions.again)
    return Seen(
        check, known, sessions.before, difference, trees, place, near_passed=bool(near & known.passed)
    )


def _within(session: Session, tests: Collection[str]) -> Session:
    """The session as if it knew of these tests alone."""
    items = {test: item for test, item in session.items.items() if test in tests}
    results = {test: result for test, result in session.results.items() if test in tests}
    left_out = frozenset(items.keys() - results.keys())
    return replace(session, items=items, results=results, left_out=left_out, finished=True)


def _run_few(sessions: Sessions, sides: Sides) -> None:
    """The base's side of a few tests, and those that fail once more on both."""
    files = sessions.after.files(sessions.after.results)
    only = set(sessions.after.results) if sides.by_id else None
    task = Task(only=only, files=files if "" not in files else None)
    sessions.before = sides.on_base(task, "these tests, on the base", again_seconds(sides, sessions.after))
    run_again(sessions, sides)


def _run_laid(sessions: Sessions, sides: Sides) -> None:
    """The candidate's new and changed tests on the base's sources."""
    after = sessions.after
    sessions.laid = sides.laid
    new = new_ids(sessions.before, after) if sessions.before is not None else set()
    wanted = new if sides.laid is None else _unknown(new, after, sides.laid)
    if not wanted:
        return
    files = after.files(wanted)
    seconds = max(LEAST_LAID, 4 * after.completed.seconds)
    task = Task(only=wanted, files=files if "" not in files else None)
    more = sides.on_laid(task, "the new tests without the patch", seconds)
    sessions.laid = more if sides.laid is None else joined(sides.laid, more)


def _unknown(new: set[str], after: Session, laid: Session) -> set[str]:
    """The new ids of which a run that came before their names were known says nothing, as it ended before it
    came to them; one that was ended by its time may need more."""
    silent = {test for test in new if laid.outcome(test) in (None, Outcome.TIMED_OUT)}
    return {test for test in silent if after.items[test].file not in laid.broken_files}
