"""Measures a candidate: each check on the candidate first, then on the base what is not green."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from devflow.checks import environment
from devflow.checks.baselines import Baseline, Shelf
from devflow.checks.check import Check
from devflow.checks.linting import measure_lint
from devflow.checks.running import Place
from devflow.checks.supplies import Furnished, Supplies
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
) -> CheckReport:
    """What the checks say of the candidate, held against the base.

    `candidate` and `base` make a fresh checkout each time they are called, owned by the caller; `at` is the
    user's checkout, which is read and never written. `supplies` are what the checks need beside the commits'
    files. `limits` hold for each run of a command. `tell` gets a sentence as each run begins. `shelf` keeps
    outcomes of bases from run to run.

    A linter that cannot do its work on the base either says nothing of the candidate: it becomes a note.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    results = []
    notes: list[str] = []
    given = supplies or Supplies()
    furnished = Furnished(sandbox, given)
    for check in checks:
        place = Place(
            at=at,
            layers=(*environment.layers(at, check, given.outfit), *given.layers),
            sandbox=furnished,
            limits=limits,
            env=given.env,
            read=(*given.read, *environment.stands_on(check)),
        )
        trees = Trees(candidate, base, at, changed, given)
        if check.kind == "tests":
            kept = Baseline.at(shelf, check, environment.fingerprint([check], sandbox.name), limits)
            results.append(_built(measure_tests(check, trees, place, nearest, tell, kept), trees.stale))
        else:
            result = measure_lint(check, trees, place, tell)
            if result.status == "errored" and results:
                notes.append(f"{result.reason.rstrip('.')}: it was left out.")
            else:
                results.append(result)
        notes += [note for note in trees.notes if note not in notes]
    advice = given.advice if sandbox.name != "none" else ""
    return CheckReport(
        results=tuple(_advised(result, advice) for result in results),
        environment=environment.fingerprint(checks, sandbox.name),
        sandbox=sandbox.name,
        notes=tuple(notes),
    )


def _built(result: CheckResult, stale: str) -> CheckResult:
    """The result, unless the tests ran on what was built before the patch."""
    if not stale or result.status != "green":
        return result
    said = (
        f"The patch changes {stale}, and the tests ran on what was built before it: name in .devflow.toml "
        'what builds it, such as `build = [".venv/bin/python setup.py build_ext --inplace"]` under [checks].'
    )
    return result.model_copy(update={"status": "needs_setup", "reason": said})


def _advised(result: CheckResult, advice: str) -> CheckResult:
    """The result, with the command that makes what is missing, where devflow knows one."""
    if result.status != "needs_setup" or not advice:
        return result
    return result.model_copy(update={"reason": f"{result.reason} Or let devflow make it: `{advice}`."})
