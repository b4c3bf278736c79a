"""The forms of the page: what can be done with a run in the state it is in."""

from __future__ import annotations

from collections.abc import Iterator

from devflow.handoffs import SEND_BACK
from devflow.report.html import Html, join, tag
from devflow.store.store import RunState
from devflow.store.view import RunView
from devflow.web.desk import Desk

_JUDGED = (RunState.APPROVED, RunState.REJECTED)


def forms(desk: Desk, view: RunView, key: str) -> Html:
    """Everything that can be done now; `key` shows the server that its own page asks."""
    said = tag("p", desk.notice, role="status") if desk.notice else Html()
    if desk.working:
        return join(said, tag("p", desk.said, role="status", data_working=True))
    return join(tag("h2", "Your verdict"), said, *_forms(view, key))


def _forms(view: RunView, key: str) -> Iterator[Html]:
    run = view.run
    if run.state in _JUDGED:
        yield tag("p", f"{run.state.value} by {run.judged_by}")
        if run.state is RunState.APPROVED:
            yield tag("pre", f"git merge {run.branch}\ngit push -u origin {run.branch}", tabindex="0")
        return
    if run.state is RunState.READY:
        owner = view.route.owner if view.route else ""
        named = (
            [_line("name", f"{owner} must approve. You are, where git knows you otherwise")] if owner else []
        )
        yield _form(key, "approve", "Approve", *named, _line("note", "Note"), ask=f"Approve {run.branch}?")
    if run.state is RunState.PAUSED:
        yield from _answers(view, key)
    if run.state not in (RunState.READY, RunState.PAUSED):
        yield _form(key, "resume", "Go on with the run")
    steps = tag("select", *(tag("option", step, selected=step == "patch") for step in SEND_BACK), name="step")
    note = tag("textarea", name="note", id="note", required=True)
    yield _form(
        key,
        "send-back",
        "Send back",
        tag("label", "To the step ", steps),
        tag("label", "What it should do otherwise; a click on a line's number names the line", note),
    )
    yield _form(key, "reject", "Reject", _line("note", "Why"), ask=f"Reject run {run.id}?")
    yield tag("p", "To use the change by hand: ", tag("code", f"devflow try {run.id}"), class_="muted")


def _answers(view: RunView, key: str) -> Iterator[Html]:
    """What the pause asks, and a button for each thing that can be accepted by name."""
    pause = view.run.pause
    if pause is None:
        return
    yield tag("p", pause.question)
    if pause.words:
        yield _form(key, "answer", "Answer", tag("label", "In your words", tag("textarea", name="note")))
    elif pause.yes:
        yield _form(key, "answer", "Agree to all of it", ask="Agree to all that is asked?")
    for found in view.guard.at("held") if view.guard else ():
        verb, said = ("scope", "Widen the scope by") if found.code == "E_SCOPE" else ("accept", "Accept")
        name = tag("input", type="hidden", name="name", value=found.name)
        yield _form(key, verb, f"{said} {found.name}", name)


def _form(key: str, do: str, button: str, *fields: Html, ask: str = "") -> Html:
    hidden = [
        tag("input", type="hidden", name=name, value=value) for name, value in (("key", key), ("do", do))
    ]
    asked = {"data_ask": ask} if ask else {}
    return tag("form", *hidden, *fields, tag("button", button), method="post", action="act", **asked)


def _line(name: str, title: str) -> Html:
    return tag("label", f"{title} ", tag("input", type="text", name=name, size=40))
