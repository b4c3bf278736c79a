"""The context step: the index, not a model, finds the few files that matter."""

from __future__ import annotations

from devflow.handoffs import Context, Route, Spec, Ticket
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

# -- files that are ranked; the pack under the token budget decides how many are shown
_RANKED = 30


@step("context")
def gather(tools: Toolbox, ticket: Ticket, spec: Spec | None, route: Route) -> Context:
    """The ranked files and the exact text of what matters in them, within the route's budget.

    Where the ticket's words find nothing, they are rewritten once: into the spec's, if there is one yet.

    Raises:
        StoreError: the index cannot be written.
    """
    tools.progress("ranking files")
    words = " ".join((ticket.body, *tools.notes))
    names = spec.identifiers if spec else ()
    ranked = tools.index.rank(tools.base, words, title=ticket.title, identifiers=names, limit=_RANKED)
    if not ranked and spec:
        words = " ".join((spec.action, spec.expected, *spec.edge_cases))
        ranked = tools.index.rank(tools.base, words, identifiers=names, limit=_RANKED)
    return tools.index.pack(
        tools.base, words, ranked, route.context_tokens, title=ticket.title, identifiers=names
    )
