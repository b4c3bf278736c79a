"""The checks step: the repo's own tests and linters, base against candidate, in the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from devflow.checks import (
    RECORD,
    Check,
    Means,
    Outfit,
    Shelf,
    Subject,
    built,
    chosen,
    fingerprint,
    measure,
    names_dependencies,
    object_stores,
    outfit_of,
    outfit_of_candidate,
    supply,
)
from devflow.git.checkouts import taken
from devflow.git.kept_checkout import KeptCheckout
from devflow.guard import is_test, kept_checks
from devflow.handoffs import Candidate, CheckReport, Context
from devflow.sandbox import Laid, Limits
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_TOLD = 3


@dataclass(frozen=True)
class _Found:
    """What checks a candidate, and in which environment."""

    checks: tuple[Check, ...]
    outfit: Outfit | None
    """What setup made; it stands at its place in a sandbox alone."""
    shelf: Shelf
    built: tuple[Path, ...]
    """What builds left in the user's checkout."""


def _stands(tools: Toolbox, report: CheckReport, context: Context, candidate: Candidate) -> bool:
    """A kept report that is not green serves while the environment is the one that it was measured in."""
    del context
    if report.green:
        return True
    found = _find(tools, candidate)
    return fingerprint(found.checks, tools.sandbox.name, found.shelf.told()) == report.environment


@step("checks", config=("checks", "sandbox"), stands=_stands)
def run_checks(tools: Toolbox, context: Context, candidate: Candidate) -> CheckReport:
    """Outcomes by id on the frozen candidate and, where it matters, on the base.

    Effects: lays both commits out in folders that are kept for later checks.

    Raises:
        SandboxError: isolation cannot be had.
    """
    settings = tools.config.checks
    tools.sandbox.probe()
    found = _find(tools, candidate)
    checkouts = tools.repo.user.checkouts
    stores = object_stores(tools.repo.object_stores) if tools.sandbox.name != "none" else ()
    with taken(checkouts, "candidate") as for_candidate, taken(checkouts, "base") as for_base:
        objects = [store.place for store in stores]
        subject = _subject(tools, context, candidate, for_candidate, for_base, objects)
        report = measure(found.checks, subject, _means(tools, candidate, found, stores))
    if settings.skip and not settings.commands:
        said = f"Left out by checks.skip: {', '.join(settings.skip)}."
        report = report.model_copy(update={"notes": (*report.notes, said)})
    for result in report.results:
        tools.note(f"{result.name} {result.status.replace('_', ' ')}: {result.reason}")
        for change in result.new_failures[:_TOLD]:
            tools.note(f"  {change.id}")
    return report


def _subject(
    tools: Toolbox,
    context: Context,
    candidate: Candidate,
    for_candidate: KeptCheckout,
    for_base: KeptCheckout,
    objects: Sequence[Path],
) -> Subject:
    """What is measured, each side in a folder that is laid out anew for each run."""
    changed = {file.path for file in candidate.changed}
    times = tools.repo.user_times(candidate.base)
    kept = {path: time for path, time in times.items() if path not in changed}
    return Subject(
        candidate=tools.repo.again(candidate.commit, for_candidate, kept, objects),
        base=tools.repo.again(candidate.base, for_base, times, objects),
        changed=candidate.changed,
        nearest=context.tests,
        files=lambda: tools.repo.lay_changed(candidate, for_candidate),
        kept=lambda: _kept(tools, candidate),
        paths=tools.files(candidate.base).keys(),
    )


def _means(tools: Toolbox, candidate: Candidate, found: _Found, stores: Sequence[Laid]) -> Means:
    """With what it is measured."""
    settings, user = tools.config.checks, tools.repo.user
    base, read = tools.files(candidate.base), _reader(tools, candidate.base)
    return Means(
        at=user.root,
        sandbox=tools.sandbox,
        limits=Limits(
            seconds=settings.seconds,
            memory=settings.memory_mb * 1024 * 1024,
            processes=settings.processes,
        ),
        tell=tools.progress,
        supplies=replace(supply(settings, user.root, base, read, found.outfit, stores), built=found.built),
        shelf=found.shelf,
    )


def _find(tools: Toolbox, candidate: Candidate) -> _Found:
    """The checks that the configuration names, or those that the base shows."""
    settings, user = tools.config.checks, tools.repo.user
    base, read = tools.files(candidate.base), _reader(tools, candidate.base)
    apart = tools.sandbox.name != "none"
    outfit = _outfit(tools, candidate) if apart else None
    changed = [file.path for file in candidate.changed]
    checks = chosen(settings, base.keys(), read, user.root, outfit, changed)
    left = built(user.root)
    return _Found(checks, outfit, _shelf(tools, candidate, outfit, left), left)


def _outfit(tools: Toolbox, candidate: Candidate) -> Outfit | None:
    """What was set up for the base, or for the manifests that the patch changes."""
    settings, shelf = tools.config.checks, tools.repo.user.setups
    base = outfit_of(settings, shelf, tools.files(candidate.base).keys(), _reader(tools, candidate.base))
    if not any(names_dependencies(file.path) for file in candidate.changed):
        return base
    commit = candidate.commit
    return outfit_of_candidate(settings, shelf, tools.files(commit).keys(), _reader(tools, commit), base)


def _kept(tools: Toolbox, candidate: Candidate) -> Mapping[str, str]:
    """For tests that the patch removes, those of their file that make all of their checks."""
    read = tools.objects.read
    paths = [file.path for file in candidate.changed if is_test(file.path) and not file.binary]

    def texts(commit: str) -> dict[str, str | None]:
        found = {path: read(commit, path) for path in paths}
        return {path: None if data is None else data.decode(errors="replace") for path, data in found.items()}

    return kept_checks(texts(candidate.base), texts(candidate.commit))


def _reader(tools: Toolbox, commit: str) -> Callable[[str], bytes | None]:
    return lambda path: tools.objects.read(commit, path)


def _shelf(tools: Toolbox, candidate: Candidate, outfit: Outfit | None, left: tuple[Path, ...]) -> Shelf:
    """What is known of the base from earlier attempts and runs."""
    user, settings = tools.repo.user, tools.config.checks
    made = (outfit.folder / RECORD,) if outfit else ()
    return Shelf(
        folder=user.state / "baselines",
        base=tools.repo.tree_of(candidate.base),
        settings=settings.model_dump_json(),
        files=(*left, *(user.root / name for name in settings.carry), *made),
    )
