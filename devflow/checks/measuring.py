"""Measures a candidate: each check on the candidate first, then on the base what is not green."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.linting import measure_lint
from devflow.checks.losing import Kept
from devflow.checks.native import built_anew, changed_native, proven
from devflow.checks.needs import environment
from devflow.checks.needs.supplies import Furnished, Supplies
from devflow.checks.outcomes.baselines import Baseline, Shelf
from devflow.checks.running import Place
from devflow.checks.testing import measure_tests
from devflow.checks.trees import Trees
from devflow.handoffs import ChangedFile, CheckReport, CheckResult
from devflow.sandbox import Limits, Sandbox


def measure(
    checks: Sequence[Check],
    *,
    candidate: Callable[[], Path],
    base: Callable[[], Path],
    at: Path,
    changed: Sequence[ChangedFile],
    nearest: Sequence[str],
    sandbox: Sandbox,
    limits: Limits,
    tell: Callable[[str], None],
    supplies: Supplies | None = None,
    shelf: Shelf | None = None,
    files: Callable[[], Path] | None = None,
    kept: Kept = dict,
    paths: Collection[str] = (),
) -> CheckReport:
    """What the checks say of the candidate, held against the base.

    `candidate` and `base` give a checkout as good as fresh each time they are called; `at` is the
    user's checkout, which is read and never written. `supplies` are what the checks need beside the commits'
    files. `limits` hold for each run of a command. `tell` gets a sentence as each run begins. `shelf` keeps
    outcomes of bases from run to run. `files` makes a folder that holds at least the changed files of the
    candidate, and in which nothing was run; `candidate` if not given. `kept` tells which tests make the
    checks of such as are gone. `paths` are the base's files.

    A linter that cannot do its work on the base either says nothing of the candidate: it becomes a note.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    results: list[CheckResult] = []
    notes: list[str] = []
    supplied = supplies or Supplies()
    for check in checks:
        started = time.monotonic()
        native = changed_native(check, changed)
        given = built_anew(check, supplied) if native else supplied
        place = _place(check, given, at, sandbox, limits)
        trees = Trees(candidate, base, at, changed, given, files)
        if check.kind == "lint":
            result = measure_lint(check, trees, place, tell)
        else:
            stands_on = environment.fingerprint([check], sandbox.name)
            known = Baseline.at(shelf, check, stands_on, limits, given.build)
            result = measure_tests(check, trees, place, nearest, tell, known, kept, paths)
            result = proven(result, native, given, trees.sides) if native else result
        if check.kind == "lint" and result.status == "errored" and results:
            notes.append(f"{result.reason.rstrip('.')}: it was left out.")
        else:
            results.append(_told_whole(check, result, time.monotonic() - started))
        notes += [note for note in trees.notes if note not in notes]
    return CheckReport(
        results=_advised(results, supplied, sandbox),
        environment=environment.fingerprint(checks, sandbox.name, shelf.told() if shelf else ()),
        sandbox=sandbox.name,
        notes=tuple(notes),
    )


def _told_whole(check: Check, result: CheckResult, seconds: float) -> CheckResult:
    """The result with how long it took, and where it came to one, with what of the check was not run."""
    came = check.left_out and result.status in {"green", "red"}
    reason = f"{result.reason} Left out: {check.left_out}." if came else result.reason
    return result.model_copy(update={"reason": reason, "seconds": round(seconds, 3)})


def _place(check: Check, given: Supplies, at: Path, sandbox: Sandbox, limits: Limits) -> Place:
    """Where a check is run, and with what."""
    return Place(
        at=at,
        layers=(*environment.layers(at, check, given.outfit), *given.layers),
        sandbox=Furnished(sandbox, given),
        limits=limits,
        env=given.env,
        read=(*given.read, *environment.stands_on(check)),
    )


def _advised(results: Sequence[CheckResult], supplied: Supplies, sandbox: Sandbox) -> tuple[CheckResult, ...]:
    """The results, each that lacks something with the command that makes it, where devflow knows one."""
    lacking = sandbox.name != "none" and any(result.status == "needs_setup" for result in results)
    advice = supplied.advice() if lacking else ""
    if not advice:
        return tuple(results)
    return tuple(
        result.model_copy(update={"reason": f"{result.reason} Or let devflow make it: `{advice}`."})
        if result.status == "needs_setup"
        else result
        for result in results
    )
