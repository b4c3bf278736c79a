"""The candidate step: the patch frozen as one commit, before its checks are run."""

from __future__ import annotations

from devflow.checks import Formatted, Package, find_formatters, outfit_of, run_formatters, supply
from devflow.clean import calm, clean_line
from devflow.errors import SandboxError
from devflow.git.checkouts import taken
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
    if not formatters:
        return Formatted({})
    times = tools.repo.user_times(tools.base)
    kept = {path: time for path, time in times.items() if path not in {file.path for file in changed}}
    checkouts = tools.repo.user.checkouts
    try:
        with taken(checkouts, "candidate") as for_candidate, taken(checkouts, "base") as for_base:
            return run_formatters(
                formatters,
                candidate=tools.repo.again(commit, for_candidate, kept),
                base=tools.repo.again(tools.base, for_base, times),
                files=[file.path for file in plain],
                kept=[file.path for file in plain if file.verb is Verb.MODIFY],
                at=at,
                supplies=supply(settings, at, base, read, outfit),
                sandbox=tools.sandbox,
                limits=Limits(settings.seconds, settings.memory_mb << 20, settings.processes),
            )
    except SandboxError:  # -- the checks need the sandbox too, and say what is wrong with it
        return Formatted({})
