"""Claims about which criteria are shown, and by which tests."""

from __future__ import annotations

from collections.abc import Sequence

from devflow.handoffs import Evidence
from devflow.wording.claims import Claim, Item
from devflow.wording.grounds import Grounds


def shown(claim: Claim, grounds: Grounds) -> bool:
    """Whether criteria are shown, by the tests that are named, or are not shown."""
    tests = [item for item in claim.items if item.noun == "TEST" or item.is_only("test")]
    said = [item for item in claim.items if item not in tests]
    if not said or not claim.marks <= {"BE", "NOT"} or claim.when == "base" or len(tests) > 1:
        return False
    if any((item.role == "subject") is claim.passive for item in tests):
        # -- tests show criteria, and criteria are shown by tests
        return False
    if claim.quote and not all(item.noun == "CRITERION" and not item.names for item in said):
        # -- the words of something else than a criterion
        return False
    return all(_shown(item, tests[0] if tests else None, claim, grounds) for item in said)


def _shown(item: Item, by: Item | None, claim: Claim, grounds: Grounds) -> bool:
    if item.role == "agent" or (item.role == "place" and by is None):
        return False
    chosen = _criteria(item, claim.quote, grounds)
    if chosen is None:
        return False
    shows = [_is_shown(each, by) for each in chosen]
    if "NOT" in claim.marks:
        plain = item.quantity not in ("ALL", "BOTH", "NO", "NOTALL") and item.count in (None, 1)
        return plain and not any(each.shown_by for each in chosen)
    if item.quantity == "NOTALL":
        return not all(shows)
    if item.quantity == "NO":
        return not any(each.shown_by for each in chosen)
    if item.count is not None and not item.names:
        whole = item.quantity not in ("ALL", "BOTH") or sum(shows) == len(shows)
        return whole and sum(shows) == item.count and item.out_of in (None, len(shows))
    return all(shows)


def _criteria(item: Item, quote: str, grounds: Grounds) -> Sequence[Evidence] | None:
    """The criteria that are meant; None where that is not clear."""
    every = grounds.evidence
    if item.noun not in ("CRITERION", "") or not every or item.new or item.old:
        return None
    if item.is_only("criterion"):
        return [every[key] for key in item.things_of("criterion") if key in every] or None
    if item.names or item.noun != "CRITERION" or item.pronoun:
        return None
    if quote:
        return [each for each in every.values() if _same(each.criterion, quote)] or None
    one = not item.plural and item.quantity not in ("ALL", "NO", "NOTALL") and item.count is None
    if (one and len(every) != 1) or (item.quantity == "BOTH" and len(every) != 2):
        return None
    return list(every.values())


def _is_shown(evidence: Evidence, by: Item | None) -> bool:
    if by is None or not by.names:
        if by is not None and not by.uses("noun", "quantity", "count", "new"):
            return False
        number = len(evidence.shown_by)
        if by is not None and by.quantity == "NO":
            return number == 0
        return number >= 1 if by is None or by.count is None else number == by.count
    return set(by.things_of("test")) <= set(evidence.shown_by)


def _same(one: str, other: str) -> bool:
    return " ".join(one.lower().rstrip(".").split()) == " ".join(other.lower().rstrip(".").split())
