"""The checks step: the repo's own tests and linters, base against candidate, in the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devflow.checks import (
    RECORD,
    Outfit,
    Shelf,
    built,
    command_check,
    find,
    measure,
    object_stores,
    outfit_of,
    supply,
)
from devflow.git.checkouts import taken
from devflow.git.kept_checkout import KeptCheckout
from devflow.handoffs import Candidate, CheckReport, Context
from devflow.sandbox import Laid, Limits
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_TOLD = 3


@step("checks", config=("checks", "sandbox"))
def run_checks(tools: Toolbox, context: Context, candidate: Candidate) -> CheckReport:
    """Outcomes by id on the frozen candidate and, where it matters, on the base.

    Effects: lays both commits out in folders that are kept for later checks.

    Raises:
        SandboxError: isolation cannot be had.
    """
    settings = tools.config.checks
    tools.sandbox.probe()
    at = tools.repo.user.root
    base = tools.files(candidate.base)

    def read(path: str) -> bytes | None:
        return tools.objects.read(candidate.base, path)

    apart = tools.sandbox.name != "none"
    # -- what setup made, and the history's objects, stand at their places in a sandbox alone
    outfit = outfit_of(settings, tools.repo.user.setups, base.keys(), read) if apart else None
    changed = [file.path for file in candidate.changed]
    checks = find(base.keys(), read, at, outfit, changed)
    if settings.commands:
        numbered = enumerate(settings.commands, start=1)
        checks = tuple(command_check(line, number, at, outfit) for number, line in numbered)
    limits = Limits(
        seconds=settings.seconds, memory=settings.memory_mb * 1024 * 1024, processes=settings.processes
    )
    stores = object_stores(tools.repo.object_stores) if apart else ()
    times = tools.repo.user_times(candidate.base)
    kept = {path: time for path, time in times.items() if path not in {f.path for f in candidate.changed}}
    room = tools.repo.user.checkouts
    with taken(room, "candidate") as for_candidate, taken(room, "base") as for_base:
        report = measure(
            checks,
            candidate=_layer(tools, for_candidate, candidate.commit, stores, kept),
            files=lambda: tools.repo.lay_changed(candidate),
            base=_layer(tools, for_base, candidate.base, stores, times),
            at=at,
            changed=candidate.changed,
            nearest=context.tests,
            sandbox=tools.sandbox,
            limits=limits,
            tell=tools.progress,
            supplies=supply(settings, at, base, read, outfit, stores),
            shelf=_shelf(tools, candidate, outfit),
        )
    for result in report.results:
        tools.note(f"{result.name} {result.status}: {result.reason}")
        for change in result.new_failures[:_TOLD]:
            tools.note(f"  {change.id}")
    return report


def _shelf(tools: Toolbox, candidate: Candidate, outfit: Outfit | None) -> Shelf:
    """What is known of the base from earlier attempts and runs."""
    user, settings = tools.repo.user, tools.config.checks
    made = (outfit.folder / RECORD,) if outfit else ()
    return Shelf(
        folder=user.state / "baselines",
        base=tools.repo.tree_of(candidate.base),
        settings=settings.model_dump_json(),
        files=(*built(user.root), *(user.root / name for name in settings.carry), *made),
    )


def _layer(
    tools: Toolbox, kept: KeptCheckout, commit: str, stores: Sequence[Laid], times: Mapping[str, int]
) -> Callable[[], Path]:
    """A function that lays a commit out at each call, as if in a fresh folder: always the same one."""

    def lay_out() -> Path:
        tools.repo.checkout_again(commit, kept, objects=[store.place for store in stores], times=times)
        return kept.tree

    return lay_out
