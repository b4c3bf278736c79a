"""What the checks measured, a sentence for each thing worth knowing, with the tests by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from devflow.counting import counted
from devflow.handoffs import CheckResult, IdChange
from devflow.proof.criteria import proves

_NAMED = 4


def measured(result: CheckResult) -> Iterator[str]:
    """What one check says of the candidate: its status, and what is better or no worse than before."""
    yield f"{result.name}: {result.status} — {result.reason}"
    if proving := [test for test in result.new_tests if proves(test)]:
        yield f"{counted(proving, 'new or changed test')} failed on the base, passed now: {names(proving)}."
    if result.unloadable:
        said = counted(result.unloadable, "unchanged test")
        yield f"{said} in files that cannot be loaded without the patch, passed now."
    if result.mended:
        yield f"{counted(result.mended, 'test')} failed before and passed now: {names(result.mended)}."
    if result.still_failing:
        failing = names(result.still_failing)
        yield f"{counted(result.still_failing, 'test')} failed before and failed again: {failing}."


def names(changes: Sequence[IdChange]) -> str:
    """The first few by id, and how many more there are."""
    said = ", ".join(_named(change) for change in changes[:_NAMED])
    return f"{said} and {len(changes) - _NAMED} more" if len(changes) > _NAMED else said


def _named(change: IdChange) -> str:
    facts = [change.as_it_was, f"now {change.instead}" if change.instead else ""]
    said = "; ".join(fact for fact in facts if fact)
    return f"{change.id} ({said})" if said else change.id
