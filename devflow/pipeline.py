"""The steps in order: from a ticket to a review."""

from __future__ import annotations

from devflow.errors import EditError, ScriptEnded, StepFailed
from devflow.handoffs import (
    Answers,
    Attempt,
    Candidate,
    CheckReport,
    Context,
    Facts,
    GuardReport,
    Patch,
    Review,
    Route,
    Scope,
    Spec,
    Summary,
    Ticket,
)
from devflow.steps.candidate import freeze
from devflow.steps.checks import run_checks
from devflow.steps.context import gather
from devflow.steps.facts import look_up
from devflow.steps.guard import inspect
from devflow.steps.patch import write_patch
from devflow.steps.review import open_review
from devflow.steps.route import choose_route, raise_for_candidate, raise_for_spec
from devflow.steps.scope import propose_scope
from devflow.steps.spec import write_spec
from devflow.steps.summary import summarise
from devflow.store.ledger import Ledger
from devflow.toolbox import Toolbox


def run(ticket: Ticket, tools: Toolbox, ledger: Ledger) -> Review:
    """Carry a ticket to a branch for review, or to the sentence that says why there is none.

    Calling it again with the same ledger goes on where it stopped: every step whose inputs are unchanged
    gives back what it gave before.

    Raises:
        StepFailed: a step has no handoff to give.
        Paused: a person must decide first.
    """
    route = ledger.step(Route, choose_route, tools, ticket)
    tools = tools.on(route)
    spec = ledger.step(Spec, write_spec, tools, ticket, route)
    context = ledger.step(Context, gather, tools, ticket, spec, route)
    route = ledger.step(Route, raise_for_spec, tools, route, spec, context)
    tools = tools.on(route)
    facts = ledger.step(Facts, look_up, tools, spec, context, route, ledger.answers("facts"))
    scope = ledger.step(Scope, propose_scope, tools, context, route, ledger.answers("scope"))
    answers = ledger.answers("review")

    attempt: Attempt | None = None
    for number in range(1, route.attempts + 1):
        try:
            patch = ledger.step(Patch, write_patch, tools, ticket, spec, context, facts, scope, attempt)
        except StepFailed as failed:
            # -- a repair that cannot be had leaves the attempt before it, measured
            if attempt is None or not isinstance(failed.cause, ScriptEnded | EditError):
                raise
            break
        if not patch.edits:
            break
        earlier, attempt = (
            attempt,
            _measure(number, ticket, context, scope, patch, attempt, answers, tools, ledger),
        )
        if _enough(attempt, earlier):
            break

    if attempt is not None:
        route = ledger.step(Route, raise_for_candidate, tools, route, attempt.candidate)
    summary = ledger.step(Summary, summarise, tools, ticket, route, spec, facts, attempt)
    return ledger.step(Review, open_review, tools, ticket, summary, attempt, answers)


def _measure(
    number: int,
    ticket: Ticket,
    context: Context,
    scope: Scope,
    patch: Patch,
    before: Attempt | None,
    answers: Answers,
    tools: Toolbox,
    ledger: Ledger,
) -> Attempt:
    """Freeze a patch as a candidate, run the checks on it, and let code look at it."""
    candidate = ledger.step(Candidate, freeze, tools, ticket, patch, before)
    report = ledger.step(CheckReport, run_checks, tools, context, candidate)
    guard = ledger.step(GuardReport, inspect, tools, scope, candidate, report, answers)
    return Attempt(number=number, candidate=candidate, report=report, guard=guard)


def _enough(attempt: Attempt, earlier: Attempt | None) -> bool:
    """Whether a further attempt could not help: nothing is red, the commit is refused, or nothing moved."""
    red = any(result.status == "red" and not result.held for result in attempt.report.results)
    stuck = earlier is not None and (earlier.candidate.tree, earlier.failures) == (
        attempt.candidate.tree,
        attempt.failures,
    )
    return not red or bool(attempt.guard.at("refused")) or stuck
