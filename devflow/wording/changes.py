"""Claims about files, definitions, tests and lines that the patch adds, changes or removes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devflow.handoffs import ChangedFile, ChangedSymbol, Verb
from devflow.wording.claims import Claim, Item
from devflow.wording.grounds import Grounds

_FILE = {"ADD": Verb.CREATE, "CHANGE": Verb.MODIFY, "REMOVE": Verb.DELETE}
_SYMBOL = {"ADD": "added", "CHANGE": "changed", "REMOVE": "removed"}
_SORTS = {"FUNCTION": "function", "CLASS": "class"}


def changed(claim: Claim, grounds: Grounds) -> bool:
    """Whether the patch did to files and definitions what is said, where it is said."""
    if "OUTSIDE" in claim.marks:
        return _nothing_outside(claim, grounds)
    if "PROTECTED" in claim.marks:
        return _nothing_protected(claim, grounds)
    if not claim.only_uses("ONLY") or claim.when == "base" or not _by_the_patch(claim):
        return False
    subjects, objects = claim.at("subject"), claim.at("object")
    active = bool(objects) and not claim.passive
    if bool(objects) and claim.passive and any(not item.is_run for item in subjects):
        subjects, objects, active = (*subjects, *objects), (), False
    said = objects or subjects
    holders = [item for item in subjects if active and not item.is_run]
    places = [*claim.at("place"), *holders]
    if not said or len(places) > 1 or not all(item.is_only("file") for item in places):
        return False
    within = frozenset(path for item in places for path in item.things_of("file"))
    verb = "ADD" if claim.verb == "CONTAIN" else claim.verb
    if claim.verb == "CONTAIN" and not holders:
        return False
    if verb == "CHANGE" and not within and _lists_all(said, grounds):
        return True
    only = "ONLY" not in claim.marks or _are_all(said, verb, grounds)
    return only and all(_done(item, verb, within, grounds) for item in said)


def lives(claim: Claim, grounds: Grounds) -> bool:
    """Whether a definition of the patch is where it is said to be."""
    places, said = claim.things("file", "place"), claim.at("subject")
    if (
        len(places) != 1
        or not said
        or not claim.only_uses()
        or claim.at("object", "agent")
        or claim.when == "base"
    ):
        return False
    here = {f"{each.path}:{each.name}" for each in grounds.summary.symbols if each.change != "removed"}
    placed = all(item.is_only("file") for item in claim.at("place"))
    keys = [key for item in said for key in item.things_of("symbol", "test")]
    at_home = all(_path(key) in places and (key in here or key in grounds.tests) for key in keys)
    return placed and bool(keys) and at_home and all(item.things_of("symbol", "test") for item in said)


def _nothing_outside(claim: Claim, grounds: Grounds) -> bool:
    """That nothing outside the scope was changed."""
    outside = any(each.code == "E_SCOPE" for each in grounds.attempt.guard.findings)
    said = claim.at("subject", "object")
    none = all(
        item.quantity in ("NOTHING", "NO") and item.noun in ("", "FILE") and not item.names for item in said
    )
    places = claim.at("place")
    scope = len(places) == 1 and places[0].is_plain("SCOPE")
    return bool(said) and none and scope and claim.marks <= {"BE", "OUTSIDE"} and not outside


def _nothing_protected(claim: Claim, grounds: Grounds) -> bool:
    """That no protected file was changed."""
    touched = any(each.code == "E_PROTECTED_PATH" for each in grounds.attempt.guard.findings)
    said = claim.items
    none = len(said) == 1 and said[0].quantity == "NO" and said[0].noun == "FILE" and not said[0].names
    return none and claim.marks <= {"BE", "PROTECTED"} and not touched


def _by_the_patch(claim: Claim) -> bool:
    return all(item.is_run for item in claim.at("agent"))


def _done(item: Item, verb: str, within: frozenset[str], grounds: Grounds) -> bool:
    if item.old or item.pronoun or item.ordinal is not None or (item.new and verb != "ADD"):
        return False
    if item.names:
        return all(_named(name, item, verb, within, grounds) for name in item.named)
    if item.quantity == "NOTHING":
        files = [file for file in grounds.summary.changed if file.verb is _FILE[verb]]
        lines = sum(file.removed if verb == "REMOVE" else 1 for file in grounds.summary.changed)
        return verb == "REMOVE" and not files and not lines
    match item.noun:
        case "FILE":
            files = [f for f in grounds.summary.changed if verb == "CHANGE" or f.verb is _FILE[verb]]
            return not within and _as_many(item, len(files))
        case "LINE":
            return _lines(item, verb, _files(within, grounds))
        case "TEST":
            return _as_many(item, _tests(verb, within, grounds))
        case "FUNCTION" | "CLASS" | "SYMBOL":
            return _as_many(item, len(_symbols(item.noun, verb, within, grounds)))
        case _:
            return False


def _named(
    things: dict[str, list[str]], item: Item, verb: str, within: frozenset[str], grounds: Grounds
) -> bool:
    """Whether everything of this name that can be meant was added, changed or removed; one kind is meant."""
    if item.count not in (None, 1) or item.quantity in ("NO", "ALL", "BOTH"):
        return False
    symbols = {f"{each.path}:{each.name}": each for each in grounds.symbols(_SYMBOL[verb])}
    if item.noun in ("FILE", "") and "file" in things:
        files = {file.path: file for file in grounds.summary.changed}
        return not within and all(files[path].verb is _FILE[verb] for path in things["file"])
    if item.noun in ("TEST", "") and "test" in things and "symbol" not in things:
        ids = _ids(verb, grounds)
        return all(key in ids and (not within or _path(key) in within) for key in things["test"])
    if item.noun in ("FUNCTION", "CLASS", "SYMBOL", "TEST", "") and "symbol" in things:
        sort = _SORTS.get(item.noun)
        found = [symbols.get(key) for key in things["symbol"]]
        return all(
            each is not None and (not within or each.path in within) and (sort is None or each.kind == sort)
            for each in found
        )
    return False


def _symbols(noun: str, verb: str, within: frozenset[str], grounds: Grounds) -> list[ChangedSymbol]:
    """Definitions of this sort; a test is told as a test, and not counted as a function."""
    tests = {_own(test) for test in grounds.tests}
    return [
        each
        for each in grounds.symbols(_SYMBOL[verb])
        if each.name.rpartition(".")[2] not in tests
        and (not within or each.path in within)
        and (noun == "SYMBOL" or each.kind == _SORTS[noun])
    ]


def _tests(verb: str, within: frozenset[str], grounds: Grounds) -> int:
    """How many tests were added, changed, or are gone; -1 where the receipts do not tell them apart."""
    if verb == "REMOVE":
        gone = [test for result in grounds.results for test in result.removed]
        return len(gone) if not within else -1
    own = {_own(test.id) for test in grounds.new_tests if not within or _path(test.id) in within}
    by_change = {
        change: {each.name.rpartition(".")[2] for each in grounds.symbols(change)}
        for change in ("added", "changed")
    }
    if own <= by_change["added"] | by_change["changed"]:
        return len(own & by_change[_SYMBOL[verb]])
    return len(own) if verb == "ADD" and not own & by_change["changed"] else -1


def _ids(verb: str, grounds: Grounds) -> set[str]:
    """Ids of tests that are new, or gone."""
    if verb == "REMOVE":
        return {test.id for result in grounds.results for test in result.removed}
    return {test.id for test in grounds.new_tests} if verb == "ADD" else set()


def _lines(item: Item, verb: str, files: Sequence[ChangedFile]) -> bool:
    if verb == "CHANGE" or item.quantity not in ("", "NO") or item.new:
        return False
    number = sum(file.added if verb == "ADD" else file.removed for file in files)
    return item.count == number or (item.quantity == "NO" and number == 0)


def _files(within: frozenset[str], grounds: Grounds) -> list[ChangedFile]:
    return [file for file in grounds.summary.changed if not within or file.path in within]


def _are_all(said: Sequence[Item], verb: str, grounds: Grounds) -> bool:
    """Whether the named files, or else definitions, are all there are."""
    files = {path for item in said for path in item.things_of("file")}
    if files:
        every = {file.path for file in grounds.summary.changed}
        return files == every and all(item.is_only("file") for item in said)
    symbols = {key for item in said for key in item.things_of("symbol")}
    return symbols == {f"{each.path}:{each.name}" for each in grounds.symbols(_SYMBOL[verb])} != set()


def _lists_all(said: Sequence[Item], grounds: Grounds) -> bool:
    """Whether it says how many files there are, and then names every one of them, whatever became of it."""
    head, *named = said
    return (
        replace(head, role="subject")
        == Item(noun="FILE", count=len(grounds.summary.changed), plural=head.plural)
        and len(named) == len(grounds.summary.changed)
        and _are_all(named, "CHANGE", grounds)
    )


def _as_many(item: Item, number: int) -> bool:
    if item.out_of is not None:
        return False
    if item.count is not None:
        return item.count == number and item.quantity in ("", "THE")
    match item.quantity:
        case "NO":
            return number == 0
        case "A":
            return number >= 1
        case "":
            return number >= (2 if item.plural else 1)
        case "THE":
            return number >= 2 if item.plural else number == 1
        case "BOTH":
            return number == 2
        case _:
            return False


def _own(test: str) -> str:
    return test.rpartition("::")[2].partition("[")[0]


def _path(key: str) -> str:
    """The file of a test's id or of a definition's key."""
    return key.partition("::")[0] if "::" in key else key.rpartition(":")[0]
