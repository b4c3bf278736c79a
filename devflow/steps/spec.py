"""The spec step: a cheap model turns the ticket into goal and acceptance."""

from __future__ import annotations

from devflow.handoffs import Route, Spec, Ticket
from devflow.replies import SpecReply, spec_from
from devflow.store.ledger import step
from devflow.toolbox import Toolbox


@step("spec", prompts=("spec",), roles=("text",))
def write_spec(tools: Toolbox, ticket: Ticket, route: Route) -> Spec:
    """The ticket as user action, expected result, edge cases and criteria.

    Raises:
        ReplyInvalid: one of the three is missing twice.
    """
    return spec_from(tools.ask("text", "spec", SpecReply, ticket=ticket, risk=route.risk.value), ticket)
