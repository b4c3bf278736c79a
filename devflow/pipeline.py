"""The steps in order: from a ticket to a review."""

from __future__ import annotations

from devflow.attempts import Attempts
from devflow.handoffs import Context, Draft, Facts, Review, Route, Scope, Spec, Summary, Ticket
from devflow.steps.context import gather
from devflow.steps.draft import spec_of, write_draft
from devflow.steps.facts import look_up
from devflow.steps.review import open_review
from devflow.steps.route import choose_route, raise_for_candidate, raise_for_spec
from devflow.steps.scope import propose_scope
from devflow.steps.spec import write_spec
from devflow.steps.summary import summarise, word
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
    draft, context = _drafted(ticket, route, tools, ledger)
    if draft.spec:
        spec = ledger.step(Spec, spec_of, tools, draft)
    else:
        spec = ledger.step(Spec, write_spec, tools, ticket, route)
    if context is None or not draft.patch:
        context = ledger.step(Context, gather, tools, ticket, spec, route)
    route = ledger.step(Route, raise_for_spec, tools, route, spec, context)
    tools = tools.on(route)
    facts = ledger.step(Facts, look_up, tools, ticket, spec, context, route, ledger.answers("facts"))
    scope = ledger.step(Scope, propose_scope, tools, context, route, ledger.answers("scope"))
    answers = ledger.answers("review")

    given = (ticket, route, spec, context, facts, scope, draft, answers)
    attempt, choice = Attempts(*given, tools, ledger).best()
    if attempt is not None:
        route = ledger.step(Route, raise_for_candidate, tools, route, attempt.candidate)
    summary = ledger.step(Summary, summarise, tools, ticket, route, spec, facts, attempt, choice)
    if attempt is not None and _is_worded(route, tools):
        summary = ledger.step(Summary, word, tools, ticket, spec, summary, attempt)
    return ledger.step(Review, open_review, tools, ticket, summary, attempt, answers)


def _drafted(ticket: Ticket, route: Route, tools: Toolbox, ledger: Ledger) -> tuple[Draft, Context | None]:
    """The short way, where the route takes it: spec and patch of one call, from the context of the ticket.

    It is not taken where the files that rank highest raise the risk, or where a person sent the spec back.
    """
    if not route.short or ledger.noted("spec") or not tools.models.answers("draft"):
        return Draft(), None
    context = ledger.step(Context, gather, tools, ticket, None, route)
    if not ledger.step(Route, raise_for_spec, tools, route, None, context).short:
        return Draft(), None
    scope = ledger.step(Scope, propose_scope, tools, context, route, ledger.answers("scope"))
    return ledger.step(Draft, write_draft, tools, ticket, context, scope), context


def _is_worded(route: Route, tools: Toolbox) -> bool:
    """Whether a model words the summary: the short way saves that call."""
    return tools.config.run.wording and not route.short and tools.models.answers("summary")
