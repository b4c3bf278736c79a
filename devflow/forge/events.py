"""What an event of GitHub asks for, read from its payload alone; nothing in it is believed about rights."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from devflow.errors import ForgeError
from devflow.forge import commands
from devflow.forge.commands import Command
from devflow.forge.values import Comment, Issue, Person

_MOST_BYTES = 32 << 20


@dataclass(frozen=True)
class Asked:
    """What somebody asks for."""

    repository: str
    issue: Issue
    """As the event shows it: the words that whoever asked could see."""
    by: Person
    at: float
    """Seconds since the epoch."""
    commands: tuple[Command, ...]
    said: Comment | None = None
    """The comment that asks; a label has none."""
    wrong: ForgeError | None = None
    """Why the comment, which means to be a command, is none. Who wrote it decides whether he is told."""


@dataclass(frozen=True)
class Ignored:
    """An event that asks for nothing."""

    why: str


@dataclass(frozen=True)
class Queued:
    """A merge queue asks whether a group of commits may go on."""

    repository: str
    base: str
    head: str


def load(name: str, file: Path, label: str) -> Asked | Ignored | Queued:
    """Read the payload of an event from the file that a runner keeps it in.

    Raises:
        ForgeError: there is none, or it cannot be read (E_EVENT).
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        payload = json.loads(data) if len(data) <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise _unreadable(f"{file} holds no event")
    return read(name, payload, label)


def read(name: str, payload: dict[str, Any], label: str) -> Asked | Ignored | Queued:
    """What an event asks for. Raises as `load`."""
    try:
        match name, payload.get("action"):
            case "issues", "labeled":
                return _labelled(payload, label)
            case "issue_comment", "created":
                return _commented(payload)
            case "issue_comment", "edited" | "deleted" as action:
                return Ignored(f"a comment was {action}; only a new one is obeyed")
            case "merge_group", "checks_requested":
                group = payload["merge_group"]
                return Queued(_repository(payload), str(group["base_sha"]), str(group["head_sha"]))
            case _, action:
                return Ignored(f"nothing is done on {name}{f' {action}' if action else ''}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(f"the payload of {name} has another shape ({type(error).__name__})") from None


def _labelled(payload: dict[str, Any], label: str) -> Asked | Ignored:
    issue = _issue(payload["issue"])
    given = str((payload.get("label") or {}).get("name", ""))
    if given != label:
        return Ignored(f"the label is not {label}")
    if issue.is_pull:
        return Ignored("the label is on a pull request")
    if not issue.open:
        return Ignored("the issue is closed")
    at = _seconds(payload["issue"]["updated_at"])
    return Asked(_repository(payload), issue, _person(payload["sender"]), at, (Command(verb="run"),))


def _commented(payload: dict[str, Any]) -> Asked | Ignored:
    said, issue = _comment(payload["comment"]), _issue(payload["issue"])
    try:
        found, wrong = commands.read(said.body, on_pull=issue.is_pull), None
    except ForgeError as error:
        found, wrong = (), error
    if not found and not wrong:
        return Ignored("the comment is no command")
    asked = Asked(_repository(payload), issue, said.by, said.written, found, said, wrong)
    # -- who sends the event is who wrote the comment; where GitHub says otherwise, nobody is believed
    return replace(asked, by=Person("", "")) if _person(payload["sender"]) != said.by else asked


def _repository(payload: dict[str, Any]) -> str:
    return str(payload["repository"]["full_name"])


def _person(account: dict[str, Any]) -> Person:
    return Person(str(account["login"]), str(account["type"]))


def _comment(said: dict[str, Any]) -> Comment:
    written, changed = _seconds(said["created_at"]), _seconds(said["updated_at"])
    return Comment(int(said["id"]), _person(said["user"]), str(said["body"] or ""), written, changed)


def _issue(there: dict[str, Any]) -> Issue:
    words = str(there["title"]), str(there["body"] or "")
    is_pull, is_open = bool(there.get("pull_request")), there["state"] == "open"
    return Issue(int(there["number"]), *words, _person(there["user"]), is_open, is_pull)


def _seconds(when: str) -> float:
    return datetime.fromisoformat(when).timestamp()


def _unreadable(what: str) -> ForgeError:
    hint = "devflow github is made for a job of GitHub Actions: see docs/github.md."
    return ForgeError(f"The event cannot be read: {what}.", hint, code="E_EVENT")
