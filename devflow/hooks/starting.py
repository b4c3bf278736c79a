"""A commit that names a ticket starts one run of it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from devflow import config
from devflow.engine import Engine
from devflow.errors import TicketError
from devflow.git.objects import Objects
from devflow.handoffs import Ticket
from devflow.hooks import diary
from devflow.store.store import Run
from devflow.wiring import Replies

_TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*):[ \t]+(\S.*)")
_LOOKED_AT = 500
# -- how an issue is named where a file could be
_ISSUES = ("gh:", "https://")


def ticket_named(message: str) -> str:
    """What a commit's `Ticket:` trailer says, its last one; empty where it has none.

    Trailers are the last paragraph, when that is not the subject. git's own reading is not asked for: a
    repository's configuration can name programs that it runs.
    """
    paragraphs = [part for part in re.split(r"\n[ \t]*\n", message.strip()) if part.strip()]
    lines = paragraphs[-1].splitlines() if len(paragraphs) > 1 else ()
    said = [found.groups() for line in lines if (found := _TRAILER.fullmatch(line.rstrip()))]
    return next((value for key, value in reversed(said) if key.lower() == "ticket"), "")


def begin(
    engine: Engine, commit: str, read: Callable[[str], Ticket], tell: Callable[[str], None]
) -> Run | None:
    """A new run for the ticket that a commit names, on that commit; None where there is nothing to start.

    `read` gives the ticket of a file's path, or of an issue's name.

    Raises:
        TicketError: the ticket cannot be read.
        ConfigError: no model is configured, or the configuration is not usable.
    """
    base = engine.user.resolve(commit)
    objects = Objects(engine.user.git_dir)
    named = ticket_named(next(objects.history(base, 1)).message)
    if not named:
        return None
    ticket = read(named if named.startswith(_ISSUES) else _found(named, engine.user.root))
    settings = config.load(objects.read(base, config.REPO_FILE), os.environ, {})
    with diary.held(engine.user.state) as file:
        for known in engine.store.runs(_LOOKED_AT):
            if known.ticket.text == ticket.text:
                tell(f"{base[:12]}: the ticket {named} has run {known.id} already")
                return None
        before = diary.read(file)
        if diary.today(before) >= settings.hooks.daily:
            tell(f"{base[:12]}: {settings.hooks.daily} runs have begun within a day (hooks.daily)")
            return None
        run = engine.start(ticket, base, {}, Replies())
        diary.add(file, before, diary.Begun(time.time(), run.id, base, named))
    tell(f"{base[:12]}: run {run.id} begins, for {named}")
    return run


def _found(named: str, root: Path) -> str:
    """The path of a file inside the checkout.

    Raises:
        TicketError: the path leads out of the checkout.
    """
    path = (root / named).resolve()
    if not path.is_relative_to(root.resolve()):
        message = f"The ticket {named} lies outside the checkout."
        raise TicketError(message, "Name a file of the repository.", code="E_TICKET_UNREADABLE")
    return str(path)
