"""Holds a candidate's session against the base's: which ids got worse, better, or went away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from devflow.checks.outcomes.session import HOLLOW, RED, Session
from devflow.checks.verdicts.replacing import replacements
from devflow.clean import clean_line, trim
from devflow.handoffs import IdChange, Outcome

_DETAIL = 2000
_MOST_ID = 1000
SOON = 30.0
"""Seconds: what a suite may take for all that is red in it to be run again."""


@dataclass(frozen=True)
class Again:
    """Outcomes of the second runs, for the ids that were run again."""

    before: Mapping[str, Outcome | None] = field(default_factory=dict)
    after: Mapping[str, Outcome | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """The ids in which base and candidate differ, in the order of their names."""

    new_failures: tuple[IdChange, ...] = ()
    fixed: tuple[IdChange, ...] = ()
    still_failing: tuple[IdChange, ...] = ()
    new_tests: tuple[IdChange, ...] = ()
    unloadable: tuple[IdChange, ...] = ()
    removed: tuple[IdChange, ...] = ()
    newly_skipped: tuple[IdChange, ...] = ()

    @property
    def lost(self) -> tuple[IdChange, ...]:
        """Removed ids in whose place no other test stands."""
        return tuple(change for change in self.removed if not change.instead)

    @property
    def failures(self) -> tuple[IdChange, ...]:
        """New failures that came back when run again."""
        return tuple(change for change in self.new_failures if not change.flaky)


def compare(
    before: Session, after: Session, laid: Session | None = None, again: Again | None = None
) -> Difference:
    """What became of each id.

    `laid` is the session of the candidate's test files on the base's sources: the outcome of new and changed
    tests without the patch.
    """
    again = again or Again()
    new = new_ids(before, after) | _changed_in_effect(before, after, laid)
    unloadable = _unloadable(before, after, laid) - new
    return Difference(
        new_failures=_sorted(_new_failures(before, after, again)),
        fixed=_sorted(_fixed(before, after, again)),
        still_failing=_sorted(_still_failing(before, after, again)),
        new_tests=_sorted(_change(test, _without_patch(test, after, laid), after) for test in new),
        unloadable=_sorted(_change(test, Outcome.ERRORED, after) for test in unloadable),
        removed=_sorted(_removed(before, after)) if after.finished else (),  # -- else they were not come to
        newly_skipped=_sorted([*_newly_skipped(before, after), *_emptied(before, after)]),
    )


def new_ids(before: Session, after: Session) -> set[str]:
    """Ids the patch adds, those whose test does something else than at the base, and those it lets run."""
    return {
        test
        for test, item in after.items.items()
        if test not in before.items
        or (item.digest and item.digest != before.items[test].digest)
        or (test in after.passed and before.outcome(test) is Outcome.SKIPPED)
    }


def _changed_in_effect(before: Session, after: Session, laid: Session | None) -> set[str]:
    """Ids that both sides pass, though the base's sources fail them as the patch has them.

    What they do was changed elsewhere than in themselves, as in a helper or a table of cases, or their runner
    tells nothing of what they do. The test in which that session ended is none of them: another may have
    eaten what it lacked.
    """
    red = _red_without_patch(laid) if laid is not None else set()
    return red & before.passed & after.passed & after.items.keys()


def _unloadable(before: Session, after: Session, laid: Session | None) -> set[str]:
    """Ids that both sides pass, in a file that asks at its head for something only the patch brings."""
    if laid is None:
        return set()
    broken = {test.split("::")[0] for test in _red_without_patch(laid) if laid.results[test].whole_file}
    both = before.passed & after.passed & after.items.keys()
    return {test for test in both if after.items[test].file in broken}


def _red_without_patch(laid: Session) -> set[str]:
    ended_in = "" if laid.finished else laid.running
    return laid.with_outcome(Outcome.FAILED, Outcome.ERRORED) - {ended_in}


def suspects(before: Session, after: Session) -> set[str]:
    """Ids that are red on the candidate: each is run again before it counts."""
    return {
        test for test in after.red if test in after.items and before.outcome(test) is not Outcome.TIMED_OUT
    }


def doubtful(before: Session, after: Session, tests: set[str]) -> set[str]:
    """Of tests that are red on both sides, those that are run again before they count as failing alike.

    Where the suite takes long, what fails in the same words on both sides has been seen twice already.
    """
    if after.completed.seconds <= SOON:
        return tests
    return {test for test in tests if before.results[test] != after.results[test]}


def removed_ids(before: Session, after: Session) -> set[str]:
    """Ids of the base that the candidate's session does not know.

    A file that cannot be collected, or skips itself, has not removed its tests: it stands for them itself. So
    does a test that failed before it came to those inside of it.
    """
    return {
        test
        for test, item in before.items.items()
        if test not in after.items
        and item.file not in after.broken_files
        and test not in after.results
        and not _inside_red(test, after)
    }


def _inside_red(test: str, after: Session) -> bool:
    """Whether one of the tests that this one is part of, as Go names them, is red."""
    parts = test.split("/")
    return any(after.outcome("/".join(parts[:end])) in RED for end in range(1, len(parts)))


def _new_failures(before: Session, after: Session, again: Again) -> Iterable[IdChange]:
    for test in after.red:
        was = before.outcome(test)
        if was in RED and again.before.get(test) is not Outcome.PASSED:
            continue
        if was in RED and test in again.before:
            continue  # -- the base fails at times too: told among those that still fail
        flaky = again.after.get(test) is Outcome.PASSED or again.before.get(test) in RED
        yield _change(test, was, after, flaky=flaky)
    for test in after.not_run:
        if after.outcome(test) is None:
            yield _change(test, before.outcome(test), after, detail="was collected and did not run")


def _still_failing(before: Session, after: Session, again: Again) -> Iterable[IdChange]:
    for test in after.red:
        if before.outcome(test) in RED:
            flaky = Outcome.PASSED in (again.before.get(test), again.after.get(test))
            yield _change(test, before.outcome(test), after, flaky=flaky)


def _fixed(before: Session, after: Session, again: Again) -> Iterable[IdChange]:
    for test in before.red & after.passed:
        flaky = again.before.get(test) is Outcome.PASSED  # -- so it does without the patch, at times
        yield _change(test, before.outcome(test), after, flaky=flaky)


def _newly_skipped(before: Session, after: Session) -> Iterable[IdChange]:
    skipped = after.with_outcome(Outcome.SKIPPED)
    for test in skipped:
        # -- a test that comes skipped hides nothing, unless nobody knows what stood in its file
        there = test in before.items or test in before.red or after.files([test]) & before.broken_files
        if there and before.outcome(test) is not Outcome.SKIPPED:
            yield _change(test, before.outcome(test), after)
    whole = {test.split("::")[0]: test for test in skipped if after.results[test].whole_file}
    for test, item in before.items.items():
        if item.file in whole and test not in after.items and before.outcome(test) is not Outcome.SKIPPED:
            detail = after.results[whole[item.file]].detail
            yield IdChange(
                id=name(test),
                before=before.outcome(test),
                after=Outcome.SKIPPED,
                detail=trim(detail, _DETAIL),
            )


def _emptied(before: Session, after: Session) -> Iterable[IdChange]:
    """Tests that did something before and do nothing now."""
    for test in after.passed & set(before.items) & set(after.items):
        if after.items[test].digest == HOLLOW and before.items[test].digest not in {HOLLOW, ""}:
            yield _change(test, before.outcome(test), after, detail="its body is empty now")


def _removed(before: Session, after: Session) -> Iterable[IdChange]:
    gone = removed_ids(before, after)
    instead = replacements(gone, before, after)
    for test in gone:
        change = _change(test, before.outcome(test), after)
        yield change.model_copy(update={"instead": name(instead[test])}) if test in instead else change


def _without_patch(test: str, after: Session, laid: Session | None) -> Outcome | None:
    """What a new test does on the base's sources; a file that cannot even be imported there has errored."""
    if laid is None:
        return None
    outcome = laid.outcome(test)
    if outcome is None and after.items[test].file in laid.broken_files:
        return Outcome.ERRORED
    return outcome


def _change(
    test: str, before: Outcome | None, after: Session, *, detail: str = "", flaky: bool = False
) -> IdChange:
    result = after.results.get(test)
    words = detail or (result.detail if result and result.outcome is not Outcome.PASSED else "")
    return IdChange(
        id=name(test), before=before, after=after.outcome(test), detail=trim(words, _DETAIL), flaky=flaky
    )


def name(test: str) -> str:
    """The id as it is shown: one line, no control characters, bounded."""
    return trim(clean_line(test), _MOST_ID)


def _sorted(changes: Iterable[IdChange]) -> tuple[IdChange, ...]:
    return tuple(sorted(changes, key=lambda change: change.id))
