"""The candidate step: the patch frozen as one commit, before anything is run."""

from __future__ import annotations

from devflow.clean import clean_line
from devflow.handoffs import Attempt, Candidate, Patch, Ticket
from devflow.store.ledger import step
from devflow.toolbox import Toolbox


def _stands(tools: Toolbox, candidate: Candidate) -> bool:
    """A kept candidate serves while its commit can be read."""
    return tools.repo.has(candidate.commit)


@step("candidate", stands=_stands)
def freeze(tools: Toolbox, ticket: Ticket, patch: Patch, before: Attempt | None) -> Candidate:
    """One commit on the base, whose tree is the attempt before (or the base) with the patch laid over it.

    Effects: writes objects to the run's own git directory.
    """
    on = before.candidate.commit if before else tools.base
    message = f"{clean_line(ticket.title)}\n\nTicket: {clean_line(ticket.source)}\nDevflow-Run: {tools.run}\n"
    commit = tools.repo.commit(tools.base, on, patch.edits, message, tools.started)
    changed = tools.objects.changed(tools.base, commit)
    return Candidate(base=tools.base, commit=commit, tree=tools.repo.tree_of(commit), changed=changed)
