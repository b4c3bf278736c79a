"""Claims that tests or checks came out so, held against what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from devflow.handoffs import CheckResult, IdChange, Outcome
from devflow.wording.claims import Claim, Item, When
from devflow.wording.grounds import Grounds
from devflow.wording.measured import BAD, ENDED, checks_of, counts_of, ended, fits, how_many

_MEANT = {
    "PASS": frozenset({Outcome.PASSED}),
    "GREEN": frozenset({Outcome.PASSED}),
    "FAIL": BAD,
    "RED": BAD,
    "SKIP": frozenset({Outcome.SKIPPED}),
}


def outcome(claim: Claim, grounds: Grounds) -> bool:
    """Whether tests or checks came out as is said."""
    said = claim.at("subject", "object")
    if not said or not claim.only_uses("NOT") or claim.at("agent") or not _placed(claim, grounds):
        return False
    results = checks_of(claim, grounds)
    counted = any(item.noun == "TEST" or item.things_of("test") for item in said)
    if counted and claim.things("check") and any(result.kind != "tests" for result in results):
        return False
    judged = [item for item in said if not (counted and _is_whole(item))]
    return bool(judged) and all(_came_out(item, claim, results, grounds) for item in judged)


def mended(claim: Claim, grounds: Grounds) -> bool:
    """Whether tests that failed before pass now, as is said."""
    fixed = [test for result in checks_of(claim, grounds) for test in result.mended]
    said = [item for item in claim.at("subject", "object") if not item.is_run and not item.is_only("check")]
    if not said or not claim.only_uses() or claim.at("agent") or claim.when == "base":
        return False
    ids = {test.id for test in fixed}
    return all(
        set(item.things_of("test")) <= ids
        if item.is_only("test")
        else item.noun == "TEST" and item.uses("noun", "quantity", "count") and fits(item, len(fixed))
        for item in said
    )


def _is_whole(item: Item) -> bool:
    """A check, or "the suite", as where tests were counted."""
    return item.is_only("check") or item in (
        Item("subject", "CHECK", quantity="THE"),
        Item("subject", "CHECK"),
    )


def _placed(claim: Claim, grounds: Grounds) -> bool:
    """Whether what stands as a place is a check, or the attempt that is spoken of."""
    number = grounds.attempt.number
    return all(
        item.is_only("check")
        or (item.noun == "ATTEMPT" and number in (item.ordinal, item.count) and not item.names)
        for item in claim.at("place")
    )


def _came_out(item: Item, claim: Claim, results: Sequence[CheckResult], grounds: Grounds) -> bool:
    meant, negated = _MEANT[claim.verb], "NOT" in claim.marks
    if tests := item.things_of("test"):
        known = [grounds.tests[name] for name in tests]
        return item.is_only("test") and all(
            _is(test, meant, claim.when, grounds) is not negated for test in known
        )
    if item.is_only("check") or item.noun == "CHECK":
        return _checks(item, claim, results)
    if item.noun == "ATTEMPT":
        last = item.uses("noun", "ordinal", "quantity") and item.ordinal == grounds.attempt.number
        states = {result.status for result in results}
        return last and not negated and (states == {"green"} if claim.verb == "GREEN" else "red" in states)
    if negated:
        return False
    if item.quantity == "NOTHING":
        return claim.verb in ("FAIL", "RED", "SKIP") and _tests(item, claim, results)
    if (
        item.names
        or item.ordinal is not None
        or item.pronoun
        or not (item.noun == "TEST" or (not item.noun and item.count is not None))
    ):
        return False
    return _new(item, claim, grounds) if item.new else _tests(item, claim, results)


def _is(test: IdChange, meant: frozenset[Outcome], when: When, grounds: Grounds) -> bool:
    """Whether one test has the outcome; a new one that is not there without the patch is as good as red."""
    found = test.before if when == "base" else test.after
    if found is None:
        return when == "base" and meant == BAD and test in grounds.new_tests
    return found in meant


def _new(item: Item, claim: Claim, grounds: Grounds) -> bool:
    new = grounds.new_tests
    number = sum(_is(test, _MEANT[claim.verb], claim.when, grounds) for test in new)
    if item.quantity in ("A", "NO") or item.count is not None:
        return fits(item, number, len(new))
    one = item.quantity == "THE" and not item.plural and len(new) != 1
    return bool(new) and number == len(new) and not one


def _tests(item: Item, claim: Claim, results: Sequence[CheckResult]) -> bool:
    """Whether so many of the tests that ran have the outcome; "the tests" are all of them."""
    ran = [result for result in results if result.kind == "tests"]
    sides = [counts_of(result, claim.when) for result in ran]
    number, total = (
        sum(how_many(each, _MEANT[claim.verb]) for each in sides),
        sum(each.total for each in sides),
    )
    if not total or not ended(ran):
        return False
    if item.count is not None:
        whole = item.quantity not in ("ALL", "BOTH") or number == total
        return whole and item.count == number and item.out_of in (None, total)
    if item.quantity in ("NO", "NOTHING"):
        return number == 0
    if item.quantity in ("A", "SOME"):
        return number >= 1
    if item.quantity == "NOTALL":
        return number < total
    lost = any(result.removed or result.newly_skipped for result in ran) and claim.when != "base"
    if item.quantity not in ("", "THE", "ALL", "BOTH") or (item.quantity == "BOTH" and total != 2):
        return False
    return (item.plural or item.quantity == "ALL") and number == total and not (item.old and lost)


def _checks(item: Item, claim: Claim, results: Sequence[CheckResult]) -> bool:
    """Whether the named checks, or all of them, are green or red."""
    negated = "NOT" in claim.marks
    if not results or claim.verb == "SKIP" or (negated and claim.verb == "PASS"):
        return False
    states = [_state(result, claim) is not negated for result in results]
    if item.is_only("check"):
        return all(states)
    if negated or not item.uses("noun", "quantity", "count", "out_of"):
        return False
    if item.quantity in ("A", "NO") or item.count is not None:
        return fits(item, sum(states), len(states))
    both = item.quantity != "BOTH" or len(states) == 2
    return all(states) and both and (item.plural or item.quantity == "ALL" or len(states) == 1)


def _state(result: CheckResult, claim: Claim) -> bool:
    counts = counts_of(result, claim.when)
    clean = how_many(counts, BAD) == 0 and (counts.passed > 0 or result.kind == "lint")
    if claim.when == "base":
        good = clean and result.status in ENDED
        return good if claim.verb in ("PASS", "GREEN") else how_many(counts, BAD) > 0
    if claim.verb in ("FAIL", "RED"):
        return result.status == "red"
    whole = clean and not counts.skipped and not result.unfinished
    return result.status == "green" and (claim.verb == "GREEN" or whole)
