"""The summary step: what changed, what was measured, what needs a human eye; computed, never claimed."""

from __future__ import annotations

import re

from devflow.handoffs import (
    Attempt,
    CheckResult,
    Evidence,
    Facts,
    IdChange,
    Outcome,
    Risk,
    Route,
    Spec,
    Summary,
    Ticket,
)
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_NAMED = 4
_WORD = re.compile(r"[a-z]{4,}")
# -- words that a test's name and a criterion may share without the one showing the other
_COMMON = frozenset(
    {
        "test",
        "tests",
        "with",
        "when",
        "that",
        "this",
        "should",
        "must",
        "have",
        "from",
        "user",
        "will",
        "then",
    }
)


@step("summary")
def summarise(
    tools: Toolbox, ticket: Ticket, route: Route, spec: Spec, facts: Facts, attempt: Attempt | None
) -> Summary:
    """The measured facts of the last attempt; with none, that nothing was changed."""
    del tools
    results = attempt.report.results if attempt else ()
    return Summary(
        title=ticket.title,
        asked=spec.expected,
        risk=route.risk,
        owner=route.owner,
        changed=attempt.candidate.changed if attempt else (),
        proven=tuple(sentence for result in results for sentence in _proven(result)),
        evidence=tuple(
            Evidence(criterion=c.text, shown_by=_shown_by(c.text, results)) for c in spec.criteria
        ),
        look_at=tuple(_look_at(ticket, route, facts, attempt)),
        roll_back=_roll_back(route),
    )


def _proven(result: CheckResult) -> list[str]:
    sentences = [f"{result.name}: {result.status} — {result.reason}"]
    proving = [
        test
        for test in result.new_tests
        if test.before is not Outcome.PASSED and test.after is Outcome.PASSED
    ]
    if proving:
        sentences.append(
            f"{_count(proving, 'new or changed test')} fail on the base and pass now: {_names(proving)}."
        )
    if result.fixed:
        sentences.append(
            f"{_count(result.fixed, 'test')} failed before and pass now: {_names(result.fixed)}."
        )
    if result.still_failing:
        failing = _names(result.still_failing)
        sentences.append(f"{_count(result.still_failing, 'test')} failed before and still fail: {failing}.")
    return sentences


def _shown_by(criterion: str, results: tuple[CheckResult, ...]) -> tuple[str, ...]:
    """New tests, red on the base and green now, whose names share two telling words with the criterion."""
    words = set(_WORD.findall(criterion.lower())) - _COMMON
    shown = []
    for result in results:
        for test in result.new_tests:
            name = set(_WORD.findall(test.id.rpartition("::")[2].lower())) - _COMMON
            if test.after is Outcome.PASSED and test.before is not Outcome.PASSED and len(words & name) > 1:
                shown.append(test.id)
    return tuple(shown)


def _look_at(ticket: Ticket, route: Route, facts: Facts, attempt: Attempt | None) -> list[str]:
    """What a person should look at, costliest first."""
    if attempt is None:
        return ["Nothing was changed."]
    order = {"refused": 0, "held": 1, "shown": 2}
    findings = sorted(attempt.guard.findings, key=lambda finding: order[finding.level])
    sentences = [f"{found.level}: {found.name}: {found.message} [{found.code}]" for found in findings]
    if attempt.report.sandbox == "none":
        sentences.insert(0, "The checks ran WITHOUT a sandbox, as your configuration says.")
    for result in attempt.report.results:
        sentences += _doubts(result)
    sentences += [f"The checks say: {note}" for note in attempt.report.notes]
    if not attempt.report.results:
        sentences.append("No check of this repository was found: nothing was proven by running it.")
    if route.risk is not Risk.LOW:
        sentences += [f"Risk {reason}." for reason in route.reasons]
    if ticket.hidden:
        sentences.append(f"The ticket holds {ticket.hidden} hidden characters.")
    return sentences + [f"Open in the ticket: {question}" for question in facts.open]


def _doubts(result: CheckResult) -> list[str]:
    sentences = []
    for changes, words in (
        (result.new_failures, "new failure"),
        (result.removed, "test gone that passed before"),
        (result.newly_skipped, "test skipped now"),
    ):
        if changes:
            sentences.append(f"{result.name}: {_count(changes, words)}: {_names(changes)}.")
    idle = [test for test in result.new_tests if test.before is Outcome.PASSED]
    if idle:
        sentences.append(
            f"{result.name}: {_count(idle, 'new or changed test')} pass without the patch: {_names(idle)}."
        )
    flaky = [test for test in (*result.new_failures, *result.still_failing, *result.fixed) if test.flaky]
    if flaky:
        sentences.append(
            f"{result.name}: {_count(flaky, 'test')} gave both results when run again: {_names(flaky)}."
        )
    return sentences


def _roll_back(route: Route) -> str:
    plain = "Delete the branch; after a merge, git revert the merge commit."
    if route.risk is Risk.LOW:
        return plain
    return f"{plain} A revert does not undo data that was written or messages that were sent meanwhile."


def _count(changes: tuple[IdChange, ...] | list[IdChange], what: str) -> str:
    return f"{len(changes)} {what}{'' if len(changes) == 1 else 's'}"


def _names(changes: tuple[IdChange, ...] | list[IdChange]) -> str:
    names = ", ".join(change.id for change in changes[:_NAMED])
    return f"{names} and {len(changes) - _NAMED} more" if len(changes) > _NAMED else names
