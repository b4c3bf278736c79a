"""Claims about the scope: what lies inside or outside, what is held, and what a person accepted."""

from __future__ import annotations

from collections.abc import Sequence

from devflow.handoffs import Finding
from devflow.wording.claims import Claim, Item
from devflow.wording.grounds import Grounds


def inside(claim: Claim, grounds: Grounds) -> bool:
    """Whether the patch stays inside the scope."""
    scope = _is_scope(claim)
    by = claim.at("subject")
    outside = any(finding.code == "E_SCOPE" for finding in grounds.attempt.guard.findings)
    runs = bool(by) and all(item.is_run or item == Item(quantity="EVERYTHING") for item in by)
    return scope and runs and not claim.at("object", "agent") and claim.only_uses() and not outside


def lies_outside(claim: Claim, grounds: Grounds) -> bool:
    """Whether a path is outside the scope."""
    outside = {finding.path for finding in grounds.attempt.guard.findings if finding.code == "E_SCOPE"}
    scope = _is_scope(claim) and claim.marks <= {"BE", "OUTSIDE"}
    said = claim.at("subject")
    named = bool(said) and all(
        item.is_only("held") and set(item.things_of("held")) <= outside for item in said
    )
    return scope and "OUTSIDE" in claim.marks and named and not claim.at("object", "agent") and not claim.when


def _is_scope(claim: Claim) -> bool:
    places = claim.at("place")
    return len(places) == 1 and places[0].is_plain("SCOPE")


def held(claim: Claim, grounds: Grounds) -> bool:
    """Whether this, so much, or nothing was held, or accepted by a person."""
    accepted = [
        each for each in grounds.attempt.guard.at("shown") if each.message.endswith("(accepted by a person)")
    ]
    waiting = grounds.attempt.guard.at("held")
    meant = accepted if claim.verb == "ACCEPT" else waiting
    by_person = all(item.noun == "HUMAN" for item in claim.at("agent"))
    if claim.when or not claim.only_uses() or claim.at("place") or not by_person or not claim.at("subject"):
        return False
    if claim.at("object") or not claim.passive:
        return False
    return all(_is_held(item, meant, (*waiting, *accepted)) for item in claim.at("subject"))


def _is_held(item: Item, meant: Sequence[Finding], every: Sequence[Finding]) -> bool:
    if item.names:
        paths = {finding.path for finding in meant}
        return all(path in paths for path in item.things_of("held", "file")) and item.is_only("held")
    if item.quantity in ("NOTHING", "NO"):
        return item.noun in ("", "FILE", "FINDING") and not every
    return item.noun == "FINDING" and item.uses("noun", "count") and item.count == len(meant)
