"""Measures a candidate: each check on the candidate first, then on the base what is not green."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.linting import measure_lint
from devflow.checks.native import built_anew, changed_native, proven
from devflow.checks.needs import environment
from devflow.checks.needs.supplies import Furnished, Supplies
from devflow.checks.outcomes.baselines import Baseline, Shelf
from devflow.checks.running import Place
from devflow.checks.subject import Subject
from devflow.checks.testing import measure_tests
from devflow.checks.trees import Trees
from devflow.handoffs import CheckReport, CheckResult
from devflow.sandbox import Limits, Sandbox


@dataclass(frozen=True)
class Means:
    """With what checks are run."""

    at: Path
    """The user's checkout, which is read and never written."""
    sandbox: Sandbox
    limits: Limits
    """They hold for each run of a command."""
    tell: Callable[[str], None]
    """It gets a sentence as each run begins."""
    supplies: Supplies = field(default_factory=Supplies)
    """What the checks need beside the commits' files."""
    shelf: Shelf | None = None
    """Where outcomes of bases are kept from run to run."""

    def place(self, check: Check, given: Supplies) -> Place:
        """Where a check is run, and with what around it."""
        return Place(
            at=self.at,
            layers=(*environment.layers(self.at, check, given.outfit), *given.layers),
            sandbox=Furnished(self.sandbox, given),
            limits=self.limits,
            env=given.env,
            read=(*given.read, *environment.stands_on(check)),
        )

    def baseline(self, check: Check, given: Supplies) -> Baseline:
        """What is known of the base, for one check in its environment."""
        stands_on = environment.fingerprint([check], self.sandbox.name)
        return Baseline.at(self.shelf, check, stands_on, self.limits, given.build)


def measure(checks: Sequence[Check], subject: Subject, means: Means) -> CheckReport:
    """What the checks say of the candidate, held against the base.

    A linter that cannot do its work on the base either says nothing of the candidate: it becomes a note.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    results: list[CheckResult] = []
    notes: list[str] = []
    for check in checks:
        result, told = _measured(check, subject, means)
        if check.kind == "lint" and result.status == "errored" and results:
            told = (f"{result.reason.rstrip('.')}: it was left out.", *told)
        else:
            results.append(result)
        notes += [note for note in told if note not in notes]
    shelf = means.shelf.told() if means.shelf else ()
    return CheckReport(
        results=_advised(results, means),
        environment=environment.fingerprint(checks, means.sandbox.name, shelf),
        sandbox=means.sandbox.name,
        notes=tuple(notes),
    )


def _measured(check: Check, subject: Subject, means: Means) -> tuple[CheckResult, tuple[str, ...]]:
    """The result of one check, and what is to be said of the checkouts that it was run in."""
    started = time.monotonic()
    native = changed_native(check, subject.changed)
    given = built_anew(check, means.supplies) if native else means.supplies
    place, trees = means.place(check, given), Trees(subject, means.at, given)
    if check.kind == "lint":
        result = measure_lint(check, trees, place, means.tell)
    else:
        known = means.baseline(check, given)
        result = measure_tests(check, trees, place, means.tell, known)
        result = proven(result, native, given, trees.sides) if native else result
    return _told_whole(check, result, time.monotonic() - started), tuple(trees.notes)


def _told_whole(check: Check, result: CheckResult, seconds: float) -> CheckResult:
    """The result with how long it took, and where it came to one, with what of the check was not run."""
    came = check.left_out and result.status in {"green", "red"}
    reason = f"{result.reason} Left out: {check.left_out}." if came else result.reason
    return result.model_copy(update={"reason": reason, "seconds": round(seconds, 3)})


def _advised(results: Sequence[CheckResult], means: Means) -> tuple[CheckResult, ...]:
    """The results, each that lacks something with the command that makes it, where devflow knows one."""
    lacking = means.sandbox.name != "none" and any(result.status == "needs_setup" for result in results)
    advice = means.supplies.advice() if lacking else ""
    if not advice:
        return tuple(results)
    return tuple(
        result.model_copy(update={"reason": f"{result.reason} Or let devflow make it: `{advice}`."})
        if result.status == "needs_setup" and not result.wants
        else result
        for result in results
    )
