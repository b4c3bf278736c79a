"""The draft step: the short way, one call for the spec and the patch of a simple ticket of low risk."""

from __future__ import annotations

from devflow.clean import clean_line
from devflow.errors import EditError, ReplyInvalid, ScopeError
from devflow.handoffs import Context, Draft, Patch, Risk, Scope, Spec, Ticket
from devflow.models.schema import read
from devflow.replies import FailedPart, SpecReply, TreeFiles, as_edited, placed, spec_from
from devflow.store.ledger import step
from devflow.toolbox import Toolbox


@step("draft", prompts=("draft", "edits"), roles=("code",))
def write_draft(tools: Toolbox, ticket: Ticket, context: Context, scope: Scope) -> Draft:
    """Spec and patch of one call; what of it cannot be used is left out, and the long way asks for it.

    The patch is left out too where the spec leaves something open or sees more than low risk: a person then
    gets the questions, and the route its raise, before anything is written.

    Raises:
        ModelUnavailable, BudgetError: as Toolbox.ask_text.
    """
    files = TreeFiles(tools, tools.base)
    shown = tuple(as_edited(tools, context.snippets, files, context.budget))
    values = {
        "ticket": ticket,
        "context": context.model_copy(update={"snippets": shown}),
        "scope": scope,
        "edits": tools.models.edits("code"),
    }
    try:
        reply = tools.ask_text("code", "draft", **values, failed=())
    except ReplyInvalid as fault:
        return _long_way(tools, Draft(), fault.message)
    told, changes = _parted(reply)
    try:
        spec = spec_from(read(told, SpecReply), ticket)
    except (ReplyInvalid, ValueError) as fault:
        return _long_way(tools, Draft(), str(fault))
    if spec.questions or spec.risk is not Risk.LOW:
        return Draft(spec=spec)

    def ask_again(fault: EditError, parts: tuple[FailedPart, ...]) -> str:
        if not parts:
            raise fault
        return tools.ask_text("code", "draft", **values, failed=parts)

    try:
        patch = placed(tools, changes, files, tools.base, ask_again)
    except (EditError, ScopeError, ReplyInvalid) as fault:
        return _long_way(tools, Draft(spec=spec), fault.message)
    return Draft(spec=spec, patch=patch)


def _parted(reply: str) -> tuple[str, str]:
    """The first ```json block of a reply, and the reply without it; all of it twice where there is none."""
    lines = reply.splitlines(keepends=True)
    for first, line in enumerate(lines):
        if line.strip() in ("```json", "~~~json"):
            fence = line.strip()[:3]
            inside = range(first + 1, len(lines))
            last = next((number for number in inside if lines[number].strip() == fence), len(lines))
            return "".join(lines[first + 1 : last]), "".join(lines[:first] + lines[last + 1 :])
    return reply, reply


@step("spec")
def spec_of(tools: Toolbox, draft: Draft) -> Spec:
    """The spec of a draft that has one."""
    del tools
    if draft.spec is None:
        raise LookupError("a draft without a spec was taken for one with it")
    return draft.spec


@step("patch")
def patch_of(tools: Toolbox, draft: Draft) -> Patch:
    """The patch of a draft that has one."""
    del tools
    if draft.patch is None:
        raise LookupError("a draft without a patch was taken for one with it")
    return draft.patch


def _long_way(tools: Toolbox, draft: Draft, why: str) -> Draft:
    tools.note(f"the long way is taken: {clean_line(why)}")
    return draft
