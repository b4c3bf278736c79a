"""What a person should look at, ordered by what it costs to be wrong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum

from devflow.counting import counted
from devflow.handoffs import (
    Attempt,
    ChangedSymbol,
    CheckResult,
    Evidence,
    Facts,
    Finding,
    Outcome,
    Risk,
    Route,
    Ticket,
    common_cause,
)
from devflow.proof.sentences import names

_NAMED = 4


class _Cost(IntEnum):
    """From what could do harm at once to what could waste an hour."""

    UNGUARDED = 0
    REFUSED = 1
    HELD = 2
    BROKEN = 3
    UNCHECKED = 4
    RISKY = 5
    ACCEPTED = 6
    NOT_SHOWN = 7
    OTHER_TEST = 8
    REMOVED = 9
    NOTHING_SHOWN = 10
    REMARK = 11


Doubt = tuple[_Cost, str]
_LEVELS = {"refused": _Cost.REFUSED, "held": _Cost.HELD, "shown": _Cost.REMARK}


def look_at(
    ticket: Ticket,
    route: Route,
    facts: Facts,
    attempt: Attempt | None,
    evidence: Sequence[Evidence],
    symbols: Sequence[ChangedSymbol],
    only: str = "",
) -> tuple[str, ...]:
    """Every doubt as a sentence, costliest first; `only` is as in `Summary`."""
    if attempt is None:
        return ("Nothing was changed.",)
    found = [*_of_checks(attempt, only), *(_of_finding(each) for each in attempt.guard.findings)]
    if route.risk is not Risk.LOW:
        found += [(_Cost.RISKY, f"Risk {reason}.") for reason in route.reasons]
    found += [_OF_DOCUMENTS] if only == "documents" else _of_evidence(evidence, only)
    found += list(_of_changed_tests(attempt, symbols))
    found += list(_of_symbols(symbols))
    if ticket.outsider:
        said = f"The ticket is from {ticket.outsider}, who may not write to this repository."
        found.append((_Cost.RISKY, said))
    if ticket.hidden:
        found.append((_Cost.RISKY, f"The ticket holds {ticket.hidden} hidden characters."))
    if ticket.redacted:
        said = "which were left out: change them where they are used"
        found.append((_Cost.RISKY, f"The ticket held {ticket.redacted} credentials, {said}."))
    found += [
        (_Cost.NOTHING_SHOWN, f"Open in the ticket: {question}") for question in (*facts.open, *facts.choices)
    ]
    return tuple(sentence for _, sentence in sorted(found, key=lambda doubt: doubt[0]))


def _of_finding(found: Finding) -> Doubt:
    accepted = found.level == "shown" and found.message.endswith("(accepted by a person)")
    cost = _Cost.ACCEPTED if accepted else _LEVELS[found.level]
    return cost, f"{found.level}: {found.name}: {found.message} [{found.code}]"


_OF_DOCUMENTS = (
    _Cost.NOT_SHOWN,
    "Only documents were changed: green checks say that nothing else broke, not that the words are right.",
)


def _of_evidence(evidence: Sequence[Evidence], only: str) -> Iterator[Doubt]:
    for each in evidence:
        # -- where tests alone were asked for, they are what is to be read
        if not each.shown_by and only != "tests":
            where = f"; read {', '.join(each.touched)}" if each.touched else ""
            yield _Cost.NOT_SHOWN, f"No new test's name speaks of: {each.criterion.rstrip('.')}{where}."


def _of_changed_tests(attempt: Attempt, symbols: Sequence[ChangedSymbol]) -> Iterator[Doubt]:
    """Tests that stood before and that the patch changed: they may ask for less now."""
    changed = {(each.path, each.name.rpartition(".")[2]) for each in symbols if each.change == "changed"}
    tests = [
        test
        for result in attempt.report.results
        for test in result.new_tests
        if (test.id.partition("::")[0], test.id.rpartition("::")[2].partition("[")[0]) in changed
    ]
    if tests:
        said = f"{counted(tests, 'test')} that stood before {'was' if len(tests) == 1 else 'were'} changed"
        yield _Cost.OTHER_TEST, f"{said}; read whether it asks for as much: {names(tests)}."


def _of_symbols(symbols: Sequence[ChangedSymbol]) -> Iterator[Doubt]:
    gone = [f"{symbol.path}: {symbol.name}" for symbol in symbols if symbol.change == "removed"]
    if gone:
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        said = f"{', '.join(gone[:_NAMED])}{more}"
        yield _Cost.REMOVED, f"{counted(gone, 'definition')} removed, which others may still use: {said}."


def _of_checks(attempt: Attempt, only: str) -> Iterator[Doubt]:
    report = attempt.report
    if report.sandbox == "none":
        yield _Cost.UNGUARDED, "The checks ran WITHOUT a sandbox, as your configuration says."
    if not report.results:
        yield _Cost.UNCHECKED, "No check of this repository was found: nothing was proven by running it."
    for result in report.results:
        yield from _of_result(result, only)
    yield from ((_Cost.UNCHECKED, f"The checks say: {note}") for note in report.notes)


def _of_result(result: CheckResult, only: str) -> Iterator[Doubt]:
    for changes, words in (
        (result.new_failures, "new failure"),
        ([change for change in result.lost if change.after is None], "test gone"),
        (result.newly_skipped, "test skipped now"),
    ):
        if changes:
            yield _Cost.BROKEN, f"{result.name}: {counted(changes, words)}: {names(changes)}."
    replaced = [change for change in result.removed if change.instead]
    if replaced:
        said = f"{counted(replaced, 'test')} gone and another in its place"
        yield _Cost.NOTHING_SHOWN, f"{result.name}: {said}: {names(replaced)}."
    if result.unfinished:
        yield _Cost.UNCHECKED, f"{result.name}: {result.unfinished}"
    idle = [test for test in result.new_tests if test.before is Outcome.PASSED]
    if idle and only == "tests":
        said = f"{counted(idle, 'new or changed test')} passed, on code that the patch leaves as it is"
        doubt = "whether broken code would be noticed was not measured"
        yield _Cost.NOTHING_SHOWN, f"{result.name}: {said}; {doubt}: {names(idle)}."
    elif idle:
        said = f"{counted(idle, 'new or changed test')} passed without the patch"
        yield _Cost.NOTHING_SHOWN, f"{result.name}: {said}: {names(idle)}."
    skipped = [test for test in result.new_tests if test.after is Outcome.SKIPPED]
    if skipped:
        said = f"{counted(skipped, 'new test')} skipped here"
        yield _Cost.NOTHING_SHOWN, f"{result.name}: {said}: {names(skipped)}."
    red = [test for test in result.still_failing if not test.flaky] if result.kind == "tests" else []
    if red:
        cause = common_cause(red)
        said = f"{counted(red, 'test')} failed before too and cannot speak for the patch"
        yield _Cost.NOTHING_SHOWN, f"{result.name}: {said}{f', most often with {cause}' if cause else ''}."
    flaky = [test for test in (*result.new_failures, *result.still_failing, *result.fixed) if test.flaky]
    if flaky:
        said = f"{counted(flaky, 'test')} gave both results when run again"
        yield _Cost.UNCHECKED, f"{result.name}: {said}: {names(flaky)}."
