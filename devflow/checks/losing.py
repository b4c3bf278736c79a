"""What a test that is gone or skipped comes to when it is put back, as it was, beside the patch's sources."""

from __future__ import annotations

from dataclasses import replace

from devflow.checks.check import Task
from devflow.checks.outcomes.session import Session
from devflow.checks.sides import Sides
from devflow.checks.subject import Kept
from devflow.checks.verdicts.difference import Difference, name
from devflow.handoffs import IdChange, Outcome

_MOST = 200


def put_back(difference: Difference, before: Session, after: Session, sides: Sides, kept: Kept) -> Difference:
    """The same difference, with what lost tests come to on the candidate.

    A removed test whose checks another one makes word for word is replaced by that one where it still passes:
    then nothing is hidden, and nothing that was checked is checked no more.
    """
    ids = {name(test): test for test in before.items}
    lost = {ids[change.id] for change in (*difference.lost, *difference.newly_skipped) if change.id in ids}
    files = before.files(lost)
    if not lost or len(lost) > _MOST or "" in files or not (sides.by_id or sides.by_file):
        return difference
    session = sides.put_back(Task(only=lost, files=files), files, "the lost tests put back, on the candidate")
    passed = {_key(test): test for test in sorted(after.passed, reverse=True)}
    others = kept() if difference.lost else {}
    instead = {_key(test): passed[_key(other)] for test, other in others.items() if _key(other) in passed}

    def told(change: IdChange) -> IdChange:
        test = ids.get(change.id, "")
        if test not in lost:
            return change
        outcome = session.outcome(test)
        if outcome is Outcome.PASSED and change.after is None and _key(test) in instead:
            return change.model_copy(update={"put_back": outcome, "instead": name(instead[_key(test)])})
        failed = session.results[test].detail if outcome not in (None, Outcome.PASSED) else ""
        detail = "\n".join(words for words in (change.detail, failed) if words)
        return change.model_copy(update={"put_back": outcome, "detail": detail})

    return replace(
        difference,
        removed=tuple(map(told, difference.removed)),
        newly_skipped=tuple(map(told, difference.newly_skipped)),
    )


def _key(test: str) -> str:
    """An id without its parameters, its parts joined as the sources' readers join them."""
    path, _, rest = test.partition("[")[0].partition("::")
    return f"{path}::{rest.replace('::', ' > ')}"
