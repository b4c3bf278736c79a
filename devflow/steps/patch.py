"""The patch step: the coding model's reply becomes edits, each placed uniquely, or none at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from devflow.clean import clean_line, trim
from devflow.edits import apply_reply
from devflow.errors import EditError, ModelUnavailable, ReplyInvalid
from devflow.excerpts import changed_parts
from devflow.handoffs import (
    Attempt,
    CheckReport,
    Context,
    EditFormat,
    Facts,
    Handoff,
    Patch,
    Request,
    Scope,
    Snippet,
    Spec,
    Ticket,
)
from devflow.index import Served
from devflow.models.schema import read
from devflow.replies import NO_EDIT, FailedPart, TreeFiles, as_edited, placed
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_SHOWN_FAILURES = 6
# -- files that rank so high are likely to be changed; the others' text stands unchanged in the next prompt
_NEAR = 3
_SHOWN_DETAIL = 2_500
# -- what a request brings may have this part of the pack's tokens, and never less than so many
_SERVED_SHARE, _LEAST_SERVED = 2, 1_000


@step("patch", prompts=("patch", "edits"), roles=("code",))
def write_patch(
    tools: Toolbox,
    ticket: Ticket,
    spec: Spec,
    context: Context,
    facts: Facts,
    scope: Scope,
    before: Attempt | None,
) -> Patch:
    """The edits that the coding model asks for, on the text of the attempt before or of the base.

    A reply that asks to see more instead is served once and asked again. What of a reply cannot be placed is
    asked for once more, with what the file really says. A reply without any edit, or whose edits change
    nothing, gives a patch without edits.

    Raises:
        EditError: the edits cannot be placed, twice.
        ScopeError: a path that no scope may hold.
    """
    commit = before.candidate.commit if before else tools.base
    files = TreeFiles(tools, commit)
    shown = _snippets(tools, context, files, before)
    near = [ranked.path for ranked in context.files[:_NEAR]]
    edits = tools.models.edits("code")
    values = question(ticket, spec, shown, near, facts, scope, edits, before, context.pattern)

    def ask_again(fault: EditError, parts: tuple[FailedPart, ...]) -> str:
        return _ask(tools, {**values, "fault": f"{fault.message}\n{fault.hint}".strip(), "failed": parts})

    try:
        reply = _ask(tools, values)
        request = _request(reply, files)
        if request is not None:
            values["served"] = _serve(tools, commit, ticket, context, request, values["snippets"])
            reply = _ask(tools, values)
        return placed(tools, reply, files, commit, ask_again)
    except ReplyInvalid as fault:
        if fault.code != "E_MODEL_EMPTY":
            raise
        return Patch(edits=())
    except EditError as fault:
        if fault.code != NO_EDIT:
            raise
        return Patch(edits=(), explanation=trim(reply, 4000))


def question(
    ticket: Ticket,
    spec: Spec,
    shown: Sequence[Snippet],
    near: Sequence[str],
    facts: Facts,
    scope: Scope,
    edits: EditFormat,
    before: Attempt | None = None,
    pattern: str = "",
) -> dict[str, Any]:
    """What the prompt of a patch is rendered from, when it is first asked for in an attempt.

    Pieces of the paths in `near`, and of what was changed, come after all that later attempts repeat.
    """
    changed = [file.path for file in before.candidate.changed] if before else []
    return {
        "ticket": ticket,
        "spec": spec,
        "snippets": shown,
        "pattern": pattern,
        "facts": facts,
        "scope": scope,
        "failures": _failures(before.report) if before else "",
        "changed": changed,
        "near": [*near, *changed],
        "served": None,
        "fault": "",
        "failed": (),
        "edits": edits,
    }


def _ask(tools: Toolbox, values: dict[str, Any]) -> str:
    """The coding model's reply; of a pack that its window cannot hold the last pieces are left out."""
    whole = len(values["snippets"])
    while True:
        try:
            return tools.ask_text("code", "patch", **values)
        except ModelUnavailable as full:
            shown = values["snippets"]
            if full.code != "E_CONTEXT" or len(shown) < 2:
                raise
            values["snippets"] = shown[: (len(shown) + 1) // 2]
            tools.progress(f"the model's window is too small: {len(shown) // 2} of {whole} pieces left out")


class _Asks(Handoff):
    show: Request


def _request(reply: str, files: Mapping[str, str]) -> Request | None:
    """What a reply without edits asks to see; None where it is none."""
    try:
        apply_reply(reply, files)
    except EditError as fault:
        if fault.code == NO_EDIT:
            with suppress(ValueError):
                asked = read(reply, _Asks).show
                return asked if asked != Request() else None
    return None


def _serve(
    tools: Toolbox, commit: str, ticket: Ticket, context: Context, request: Request, shown: Sequence[Snippet]
) -> Served:
    names = ", ".join((*request.files, *request.symbols, *filter(None, [request.words])))
    tools.progress(f"the model asked to see {trim(clean_line(names), 200)}")
    budget = max(context.budget // _SERVED_SHARE, _LEAST_SERVED)
    return tools.index.serve(commit, request, ticket.text, shown, budget)


def _snippets(
    tools: Toolbox, context: Context, files: Mapping[str, str], before: Attempt | None
) -> Sequence[Snippet]:
    """What the model sees: the context, but files that the attempt before changed as they are now."""
    changed = [file.path for file in before.candidate.changed] if before else []
    now: list[Snippet] = []
    for path in changed:
        if path in files:
            base = (tools.objects.read(tools.base, path) or b"").decode("utf-8", "surrogateescape")
            now += changed_parts(path, base, files[path])
    shown = now + [snippet for snippet in context.snippets if snippet.path not in changed]
    return as_edited(tools, shown, files, context.budget)


def _failures(report: CheckReport) -> str:
    """The new failures, trimmed: what the next attempt must mend."""
    parts = []
    for result in report.results:
        if result.status == "green":
            continue
        shown = result.new_failures[:_SHOWN_FAILURES]
        # -- how many tests were run to find them differs between runs, and a replay must ask the same
        parts.append(f"{result.name}: {result.status if shown else result.reason}")
        parts += [f"{change.id}\n{trim(change.detail, _SHOWN_DETAIL)}" for change in shown]
        if not result.new_failures:
            parts.append(trim(result.output, _SHOWN_DETAIL))
    return "\n\n".join(parts)
