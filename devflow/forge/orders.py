"""What a job has to do: decided from an event, who is behind it, and the run that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from devflow.bundle import files, pushing
from devflow.bundle.remote import Remote
from devflow.errors import DevflowError, ForgeError, TicketError
from devflow.forge import rights
from devflow.forge.client import Client
from devflow.forge.commands import Command
from devflow.forge.events import Asked, Ignored, Queued
from devflow.forge.reading import Reader
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Ticket
from devflow.store.packing import Packed
from devflow.store.store import RunState

_ISSUES = "refs/devflow/issues/"
# -- a run of an issue that is none of these is still open, and is gone on with
_ENDED = (RunState.APPROVED, RunState.REJECTED, RunState.NOT_FIT, RunState.FAILED)
# -- what is told to nobody: an answer to whoever may not ask would be a way to make devflow speak
_SILENT = ("E_ACTOR", "E_COMMENT_CHANGED")
_BRANCH = re.compile(r"devflow/(?:.*-)?([a-z0-9]{6})(?:-[1-9][0-9]{0,3})?")
ORDER, BUNDLE = "order.json", "before.bundle"


class Order(BaseModel):
    """What is to be done. `work` needs a model and no token; the rest needs a token and no model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["nothing", "tell", "work", "judge", "queue"]
    why: str = ""
    """Why nothing is done, or what is told."""
    code: str = ""
    repository: str = ""
    number: int = 0
    """The issue or pull request where it was asked for."""
    by: str = ""
    commands: tuple[Command, ...] = ()
    run: str = ""
    """The run that is gone on with; empty where a new one starts."""
    ticket: Ticket | None = None
    between: tuple[str, str] = ("", "")
    """Of a merge queue: the commit that a group stands on, and its last one."""

    @property
    def who(self) -> str:
        """Whose decision it is, as it is kept with the run."""
        return f"@{self.by} at GitHub"


def issue_ref(number: int) -> str:
    """Where a remote names the run of an issue."""
    return f"{_ISSUES}{number}"


def without_asking(found: Ignored | Queued) -> Order:
    """The order of an event behind which nobody stands."""
    if isinstance(found, Ignored):
        return Order(do="nothing", why=found.why)
    return Order(do="queue", repository=found.repository, between=(found.base, found.head))


def decide(asked: Asked, client: Client, user: UserRepo, remote: Remote, folder: Path) -> Order:
    """What an event has to be answered with. Writes the run that it speaks of into `folder`.

    Raises:
        ForgeError: GitHub does not answer, or refuses the token.
        RepoError, StoreError: the run cannot be fetched.
    """
    about = {"repository": asked.repository, "number": asked.issue.number, "by": asked.by.login}
    try:
        rights.require(client, asked)
        if asked.wrong:
            raise asked.wrong
        ticket, run = _subject(asked, client, user, remote, folder / BUNDLE)
    except DevflowError as error:
        if error.code in _SILENT:
            return Order(do="nothing", why=error.message, code=error.code, **about)
        if not isinstance(error, ForgeError | TicketError) or error.code.startswith("E_GITHUB"):
            raise
        told = f"{error.message}\n\n{error.hint}".strip()
        return Order(do="tell", why=told, code=error.code, **about)
    verdict = asked.commands[0].verb in ("approve", "reject")
    do: Literal["judge", "work"] = "judge" if verdict else "work"
    return Order(do=do, commands=asked.commands, run=run, ticket=ticket, **about)


def _subject(
    asked: Asked, client: Client, user: UserRepo, remote: Remote, file: Path
) -> tuple[Ticket | None, str]:
    """The ticket of a new run, or the name of the one that is gone on with.

    Raises:
        ForgeError: there is no such run, it is over, or it has gone on since the comment was written.
    """
    pull = rights.require_own(client, asked.issue.number) if asked.issue.is_pull else None
    ref = pushing.rows_ref(run_of(pull.branch)) if pull else issue_ref(asked.issue.number)
    packed = _fetched(user, remote, ref, file)
    state = RunState(str(packed.run["state"])) if packed else None
    if asked.commands[0].verb == "run":
        if packed and state not in _ENDED:
            message = f"Run {packed.run['id']} of this issue is {state}."
            raise ForgeError(message, "Go on with it, or: /devflow reject", code="E_RUN_STATE")
        return Reader(client).ticket(asked.issue, asked.at), ""
    if packed is None:
        raise ForgeError("There is no run here.", "/devflow run starts one on an issue.", code="E_NO_RUN")
    # -- a comment that is older than what the run did last is about something else; and one that was obeyed
    #    is older, so that the same event, delivered again, changes nothing
    if asked.at < float(packed.run["updated"] or 0):
        message = "The run has gone on since this was written."
        raise ForgeError(message, "Look at it again, then write a new comment.", code="E_STALE")
    if pull and (pull.branch, pull.head) != (packed.run["branch"], packed.run["head"]):
        message = f"#{pull.number} does not show the commit that run {packed.run['id']} ended with."
        hint = "It was superseded, or somebody has committed to its branch: that is reviewed as usual."
        raise ForgeError(message, hint, code="E_STALE")
    return None, str(packed.run["id"])


def run_of(branch: str) -> str:
    """The name of the run whose branch this is; of another branch, none that exists."""
    found = _BRANCH.fullmatch(branch)
    return found[1] if found else "none"


def _fetched(user: UserRepo, remote: Remote, ref: str, file: Path) -> Packed | None:
    if not pushing.fetch(user, remote, ref, file):
        return None
    with files.opened(user, file) as found:
        return found.packed
