"""What was measured about the checks of a run, as claims count it."""

from __future__ import annotations

from collections.abc import Sequence

from devflow.handoffs import CheckResult, Counts, Outcome
from devflow.wording.claims import Claim, Item, When
from devflow.wording.grounds import Grounds

BAD = frozenset({Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT})
ENDED = ("green", "red")


def checks_of(claim: Claim, grounds: Grounds) -> list[CheckResult]:
    """The checks that are named, else all of them."""
    named = claim.things("check")
    return [result for result in grounds.results if not named or result.name in named]


def ended(results: Sequence[CheckResult]) -> bool:
    """Whether all of it was run, to its end."""
    return bool(results) and all(each.status in ENDED and not each.unfinished for each in results)


def counts_of(result: CheckResult, when: When) -> Counts:
    return result.before if when == "base" else result.after


def how_many(counts: Counts, meant: frozenset[Outcome]) -> int:
    return sum(int(getattr(counts, each.value)) for each in meant)


def fits(item: Item, number: int, total: int | None = None) -> bool:
    """Whether an item's own count or quantity says this number."""
    if item.count is not None:
        return item.count == number and item.out_of in (None, total)
    if item.quantity in ("NO", "NOTHING"):
        return number == 0
    return number >= 1 if item.quantity == "A" else False
