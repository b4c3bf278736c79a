"""The candidate step: the patch frozen as one commit, before its checks are run."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path

from devflow import folders
from devflow.checks import Formatted, Package, find_formatters, outfit_of, run_formatters, supply
from devflow.clean import calm, clean_line
from devflow.errors import SandboxError
from devflow.handoffs import Attempt, Candidate, ChangedFile, FileEdit, Patch, Ticket, Verb
from devflow.sandbox import Limits
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_PLAIN = ("100644", "100755")


def _stands(tools: Toolbox, candidate: Candidate, *_: object) -> bool:
    """A kept candidate serves while its commit can be read."""
    return tools.repo.has(candidate.commit)


@step("candidate", config=("checks", "sandbox"), stands=_stands)
def freeze(tools: Toolbox, ticket: Ticket, patch: Patch, before: Attempt | None) -> Candidate:
    """One commit on the base, whose tree is the attempt before (or the base) with the patch laid over it, its
    files as the repo's own formatters would have them.

    Effects: writes objects to the run's own git directory; runs formatters in the sandbox.
    """
    on = before.candidate.commit if before else tools.base
    # -- whoever opens an issue must not close another by what a commit says when it is merged
    subject = calm(clean_line(ticket.title)) if ticket.author else clean_line(ticket.title)
    message = f"{subject}\n\nTicket: {clean_line(ticket.source)}\nDevflow-Run: {tools.run}\n"
    commit = tools.repo.commit(tools.base, on, patch.edits, message, tools.started)
    changed = tools.objects.changed(tools.base, commit)
    formatted = _format(tools, commit, changed)
    if formatted.files:
        edits = [FileEdit(path=path, content=content) for path, content in sorted(formatted.files.items())]
        commit = tools.repo.commit(tools.base, commit, edits, message, tools.started)
        changed = tools.objects.changed(tools.base, commit)
        tools.note(
            f"{', '.join(formatted.by)} formatted {', '.join(map(clean_line, sorted(formatted.files)))}"
        )
    return Candidate(
        base=tools.base,
        commit=commit,
        tree=tools.repo.tree_of(commit),
        changed=changed,
        formatted=tuple(sorted(formatted.files)),
        formatters=formatted.by if formatted.files else (),
    )


def _format(tools: Toolbox, commit: str, changed: tuple[ChangedFile, ...]) -> Formatted:
    """What the formatters make of the patch's files; nothing where they cannot be isolated."""
    settings, at, base = tools.config.checks, tools.repo.user.root, tools.files(tools.base)
    plain = [file for file in changed if file.verb is not Verb.DELETE and file.new_mode in _PLAIN]
    if not settings.format or not plain:
        return Formatted({})

    def read(path: str) -> bytes | None:
        return tools.objects.read(tools.base, path)

    apart = tools.sandbox.name != "none"
    outfit = outfit_of(settings, tools.repo.user.setups, base.keys(), read) if apart else None
    formatters = find_formatters(Package(frozenset(base), read, at, outfit), settings.fix)
    room = Path(tempfile.mkdtemp(prefix="trees-", dir=tools.repo.folder))
    try:
        return run_formatters(
            formatters,
            candidate=_layer(tools, room, commit),
            base=_layer(tools, room, tools.base),
            files=[file.path for file in plain],
            kept=[file.path for file in plain if file.verb is Verb.MODIFY],
            at=at,
            supplies=supply(settings, at, base, read, outfit),
            sandbox=tools.sandbox,
            limits=Limits(settings.seconds, settings.memory_mb << 20, settings.processes),
        )
    except SandboxError:  # -- the checks need the sandbox too, and say what is wrong with it
        return Formatted({})
    finally:
        folders.remove(room)


def _layer(tools: Toolbox, room: Path, commit: str) -> Callable[[], Path]:
    """A function that lays a commit out in a fresh folder at each call."""
    numbers = itertools.count(1)

    def lay_out() -> Path:
        folder = room / f"{commit[:12]}-{next(numbers)}"
        tools.repo.checkout(commit, folder)
        return folder

    return lay_out
