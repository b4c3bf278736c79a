"""Claims about what a reviewer weighs: risk, owner, attempts, sources, what to look at, how to undo it."""

from __future__ import annotations

from devflow.wording.claims import Claim, Item
from devflow.wording.grounds import Grounds

_LEVELS = frozenset({"LOW", "MEDIUM", "HIGH"})


def risk(claim: Claim, grounds: Grounds) -> bool:
    """Whether the risk is what it is said to be."""
    said = [item for item in claim.items if item.noun == "RISK"]
    others = [item for item in claim.items if item.noun != "RISK" and not item.is_run]
    levels = claim.marks & _LEVELS
    plain = len(said) == 1 and said[0].is_plain("RISK")
    right = levels == {grounds.summary.risk.value.upper()}
    return right and plain and not others and not claim.when and claim.only_uses(*_LEVELS)


def approval(claim: Claim, grounds: Grounds) -> bool:
    """Whether this person, or anybody, must or may approve."""
    owners = set(claim.things("owner"))
    people = [item for item in claim.items if item.noun == "HUMAN" or item.quantity == "ANYONE"]
    others = [
        item for item in claim.items if item not in people and not item.is_only("owner") and not item.is_run
    ]
    if others or claim.when or not claim.only_uses("MUST", "MAY"):
        return False
    if not all(item.uses("noun", "quantity") for item in people):
        return False
    if owners:
        return "MUST" in claim.marks and not people and owners <= set(grounds.summary.owner.split(" or "))
    if not people or len(people) > 1:
        return False
    if people[0].quantity == "NO":
        return "MUST" in claim.marks and not grounds.summary.owner
    if people[0].quantity == "ANYONE":
        return "MAY" in claim.marks and not grounds.summary.owner
    return "MUST" in claim.marks and people[0].quantity == "A" and people[0].role in ("subject", "agent")


def attempts(claim: Claim, grounds: Grounds) -> bool:
    """Whether it took so many attempts."""
    said = [item for item in claim.items if item.noun == "ATTEMPT"]
    others = [item for item in claim.items if item.noun != "ATTEMPT" and not item.is_run]
    if len(said) != 1 or others or claim.when or not claim.only_uses("MUST", "ONLY"):
        return False
    (item,) = said
    only = "ONLY" not in claim.marks or item.count == 1
    return (
        only
        and item.uses("noun", "count", "ordinal", "quantity")
        and grounds.attempt.number in (item.count, item.ordinal)
        and item.quantity in ("", "THE")
    )


def quoted(claim: Claim, grounds: Grounds) -> bool:
    """Whether a source says these very words; whether so many facts were quoted."""
    sources = set(claim.things("source"))
    if claim.when or not claim.marks <= {"BE"}:
        return False
    if claim.quote:
        texts = [quote.text for quote in grounds.summary.quotes if quote.source in sources]
        named = len(claim.items) == 1 and bool(sources)
        return named and any(_within(claim.quote, text) for text in texts)
    told = {thing for item in claim.items for thing in item.things_of("quoted")}
    if told:
        return told == sources and [item.uses("names") for item in claim.items] == [True, True]
    said = claim.at("subject", "object")
    facts = len(said) == 1 and said[0].noun == "FACT" and said[0].uses("noun", "count", "quantity")
    number = 0 if said and said[0].quantity == "NO" else said[0].count if said else None
    return facts and not sources and number == len(grounds.summary.quotes)


def _within(quote: str, text: str) -> bool:
    words = " ".join(quote.split())
    return len(words.split()) >= 2 and words in " ".join(text.split())


def to_be_read(claim: Claim, grounds: Grounds) -> bool:
    """Advice to look at something of the patch; that nothing, or so much, needs it."""
    said = [item for item in claim.items if item.noun not in ("EYE", "HUMAN")]
    wanted = "MUST" in claim.marks or claim.verb == "TAKE" or not claim.at("subject")
    eye = claim.verb == "READ" or any(item.is_plain("EYE") for item in claim.at("object"))
    if not said or claim.when or not claim.only_uses("MUST") or not wanted or not eye:
        return False
    files, symbols = claim.things("file"), claim.things("symbol")
    placed = not files or all(key.rpartition(":")[0] in files for key in symbols)
    people = all(item.is_plain("EYE", "HUMAN") for item in claim.items if item not in said)
    return placed and people and all(_is_read(item, grounds) for item in said)


def _is_read(item: Item, grounds: Grounds) -> bool:
    number = len(grounds.summary.look_at)
    if item.names:
        return any(map(item.is_only, ("file", "symbol", "test", "criterion")))
    if item.quantity in ("NOTHING", "NO"):
        return item.noun in ("", "POINT") and number == 0
    return item.noun == "POINT" and item.count == number


def undone(claim: Claim, grounds: Grounds) -> bool:
    """Whether reverting undoes the patch, or leaves what the receipts say it leaves."""
    if claim.when or not claim.only_uses("NOT", "MUST", "MAY"):
        return False
    _, _, stays = grounds.summary.roll_back.partition("does not undo:")
    if "NOT" in claim.marks:
        said = claim.at("object")
        by = [item for item in claim.items if item not in said]
        return (
            bool(said)
            and all(item.is_run for item in by)
            and all(
                (item.noun == "DATA" and item.uses("noun") and "data" in stays)
                or (item.is_only("file") and all(path in stays for path in item.things_of("file")))
                for item in said
            )
        )
    return bool(claim.items) and all(
        item.is_run
        or item.is_only("command")
        or (
            (item.noun in ("PATCH", "") and set(item.things_of("commit")) == {"candidate"})
            and item.uses("noun", "names", "quantity")
        )
        for item in claim.items
    )


def branch_deleted(claim: Claim) -> bool:
    """The advice to delete the branch, which undoes what was not merged."""
    said = claim.at("object")
    plain = len(said) == 1 and said[0].noun == "BRANCH" and said[0].quantity == "THE" and not said[0].names
    return plain and len(claim.items) == 1 and claim.verb == "REMOVE" and claim.only_uses()
