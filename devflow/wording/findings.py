"""Claims about what was run and how much it found: failures, findings of linters, tests, seconds."""

from __future__ import annotations

from devflow.wording.claims import Claim
from devflow.wording.grounds import Grounds
from devflow.wording.measured import BAD, checks_of, counts_of, ended, fits, how_many


def failures(claim: Claim, grounds: Grounds) -> bool:
    """Whether there are as many failures, or new ones, as is said."""
    results = checks_of(claim, grounds)
    said = [
        item
        for item in claim.items
        if item.noun == "FAILURE" and item.uses("noun", "quantity", "count", "new")
    ]
    others = [
        item for item in claim.items if item not in said and not item.is_run and not item.is_only("check")
    ]
    if len(said) != 1 or others or not claim.only_uses() or not ended(results):
        return False
    if said[0].new:
        number = sum(len(result.new_failures) for result in results) if claim.when != "base" else -1
    else:
        ran = [result for result in results if result.kind == "tests"]
        number = sum(how_many(counts_of(result, claim.when), BAD) for result in ran)
        if not number and any(result.status == "red" for result in results):
            return False
    return fits(said[0], number)


def findings(claim: Claim, grounds: Grounds) -> bool:
    """Whether linters found as much as is said."""
    results = [result for result in checks_of(claim, grounds) if result.kind == "lint"]
    said = [item for item in claim.items if item.noun == "FINDING" or item.quantity == "NOTHING"]
    others = [item for item in claim.items if item not in said and not item.is_only("check")]
    named = len(results) == len(checks_of(claim, grounds))
    if not said or others or not named or not claim.only_uses() or not ended(results):
        return False
    new = sum(len(result.new_failures) for result in results)
    every = sum(counts_of(result, claim.when).failed for result in results)
    return all(
        fits(item, new if item.new else every) and not (item.new and claim.when == "base") for item in said
    )


def ran(claim: Claim, grounds: Grounds) -> bool:
    """Whether so many tests were run, whether the checks ran in a sandbox."""
    if not claim.only_uses() or claim.at("agent"):
        return False
    results = checks_of(claim, grounds)
    for item in claim.items:
        tests = sum(counts_of(result, claim.when).total for result in results if result.kind == "tests")
        held = item.role == "place" and item.is_plain("SANDBOX") and grounds.attempt.report.sandbox != "none"
        every = item.noun == "CHECK" and item.quantity in ("ALL", "THE", "") and item.uses("noun", "quantity")
        counted = item.noun == "TEST" and item.uses("noun", "count") and item.count == tests
        if not (held or every or counted or item.is_only("check")):
            return False
    return bool(claim.items) and any(item.noun in ("SANDBOX", "TEST") for item in claim.items)


def took(claim: Claim, grounds: Grounds) -> bool:
    """Whether a check took so many seconds."""
    checks, said = claim.things("check"), [item for item in claim.items if item.noun == "SECOND"]
    plain = all(item.uses("names", "noun", "count", "quantity") for item in claim.items)
    if len(checks) != 1 or len(said) != 1 or len(claim.items) != 2 or not claim.only_uses() or not plain:
        return False
    (result,) = checks_of(claim, grounds)
    seconds = result.seconds_before if claim.when == "base" else result.seconds_after
    return said[0].count == round(seconds, 1)
