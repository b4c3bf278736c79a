"""The choose step: the best of several candidates, by outcomes, then by size, then by a second look."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from devflow.clean import clean_line, trim
from devflow.errors import ModelError
from devflow.handoffs import Attempt, Candidate, Choice, Handoff, Outcome, Spec
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

# -- characters of a diff that a second look is shown
LONGEST_DIFF = 20_000
_SAID = 400


class _Preference(Handoff):
    model_config = ConfigDict(extra="ignore")

    better: Literal["first", "second"]
    reason: str = Field(min_length=1, max_length=2000, description="In one sentence.")


@step("choose", prompts=("choose",), roles=("review",))
def choose(tools: Toolbox, spec: Spec, *attempts: Attempt) -> Choice:
    """The attempt whose outcomes are best; among equals the smaller diff, then what a review model prefers.

    Without an answer of that model the earlier of two equals stands.
    """
    ordered = sorted(attempts, key=lambda each: (_worst_first(each), size(each.candidate)))
    best, why = ordered[0], ""
    for rival in ordered[1:]:
        if (rank(rival), size(rival.candidate)) == (rank(best), size(best.candidate)):
            best, why = _preferred(tools, spec, best, rival)
    others = [each for each in ordered if each is not best]
    return Choice(attempt=best, reasons=(_worded("taken", best, why), *(_worded("left", o) for o in others)))


def rank(attempt: Attempt) -> tuple[int, ...]:
    """How well an attempt came out, for comparing: each number is better when it is larger, 0 is best.

    In this order: refused by the guard, new failures, something real ran, findings that a person must accept
    (lost tests among them), a new test that fails without the patch.
    """
    proven = sum(
        test.before is not Outcome.PASSED and test.after is Outcome.PASSED
        for result in attempt.report.results
        for test in result.new_tests
    )
    return (
        -len(attempt.guard.at("refused")),
        -max(len(attempt.failures), any(result.status == "red" for result in attempt.report.results)),
        -(not attempt.report.green),
        -len(attempt.guard.at("held")),
        -(not proven),
    )


def enough(attempt: Attempt) -> bool:
    """Whether no other candidate could come out better than this one, but only smaller."""
    return not any(rank(attempt))


def size(candidate: Candidate) -> int:
    """Lines that a candidate adds and removes."""
    return sum(changed.added + changed.removed for changed in candidate.changed)


def _worst_first(attempt: Attempt) -> tuple[int, ...]:
    return tuple(-number for number in rank(attempt))


def _preferred(tools: Toolbox, spec: Spec, one: Attempt, other: Attempt) -> tuple[Attempt, str]:
    diffs = [
        trim(
            tools.objects.diff(each.candidate.base, each.candidate.commit).decode(errors="replace"),
            LONGEST_DIFF,
        )
        for each in (one, other)
    ]
    try:
        said = tools.ask("review", "choose", _Preference, spec=spec, first=diffs[0], second=diffs[1])
    except ModelError as error:
        tools.note(f"two candidates are equal, and no second look was had: {error.message}")
        return one, ""
    better = one if said.better == "first" else other
    return better, trim(clean_line(" ".join(said.reason.split())), _SAID)


def _worded(verb: str, attempt: Attempt, why: str = "") -> str:
    """One candidate in a sentence."""
    states = ", ".join(f"{result.name} {result.status}" for result in attempt.report.results) or "no check"
    findings = len(attempt.guard.at("refused")) + len(attempt.guard.at("held"))
    proves = "" if rank(attempt)[-1] else ", a new test fails without it"
    doubts = f", {findings} of the guard's findings" if findings else ""
    preferred = f"; the review model prefers it: {why}" if why else ""
    commit, lines = attempt.candidate.commit[:12], size(attempt.candidate)
    return f"{verb} {commit}: {states}{proves}{doubts}, {lines} lines{preferred}"
