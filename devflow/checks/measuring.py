"""Measures a candidate: each check on the candidate first, then on the base what is not green."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devflow.checks import environment
from devflow.checks.check import Check
from devflow.checks.linting import measure_lint
from devflow.checks.running import Place
from devflow.checks.testing import measure_tests
from devflow.checks.trees import Trees
from devflow.handoffs import ChangedFile, CheckReport
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
    layers: Sequence[Path] = (),
    env: Mapping[str, str] | None = None,
    read: Sequence[Path] = (),
) -> CheckReport:
    """What the checks say of the candidate, held against the base.

    `candidate` and `base` make a fresh checkout each time they are called, owned by the caller; `at` is the
    user's checkout, which is read and never written. `layers` are further ignored folders that tests need,
    `env` variables and `read` paths outside that they may see.
    `limits` hold for each run of a command. `tell` gets a sentence as each run begins.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    results = []
    notes: list[str] = []
    for check in checks:
        own = environment.layers(at, check.environment)
        place = Place(at=at, layers=(*own, *layers), sandbox=sandbox, limits=limits, env=env or {}, read=read)
        trees = Trees(candidate, base, at, changed)
        if check.kind == "lint":
            results.append(measure_lint(check, trees, place, tell))
        else:
            results.append(measure_tests(check, trees, place, nearest, tell))
        notes += [note for note in trees.notes if note not in notes]
    return CheckReport(
        results=tuple(results),
        environment=environment.fingerprint(checks, sandbox.name),
        sandbox=sandbox.name,
        notes=tuple(notes),
    )
