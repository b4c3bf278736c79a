"""Native sources of Python packages: what a patch changes of them is built anew, or proves nothing."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.needs.environment import built
from devflow.checks.needs.supplies import Supplies
from devflow.checks.paths import is_native
from devflow.checks.runners import RUNNERS
from devflow.handoffs import ChangedFile, CheckResult


def changed_native(check: Check, changed: Sequence[ChangedFile]) -> str:
    """A changed file that Python's tests see only once it is built; empty without one."""
    if not RUNNERS[check.runner].sealed:
        return ""  # -- a command of the repo's people builds what it needs
    return next((file.path for file in changed if is_native(file.path)), "")


def built_anew(check: Check, supplies: Supplies) -> Supplies:
    """The supplies, with the line that builds the extensions in each checkout, where a person has none."""
    if supplies.build or not supplies.rebuild:
        return supplies
    line = f"{shlex.quote(check.argv[0])} {supplies.rebuild}"
    return replace(supplies, build=(line,), leave=(".so",))


def proven(
    result: CheckResult, file: str, supplies: Supplies, sides: tuple[Path | None, Path | None]
) -> CheckResult:
    """The result of a patch that changes a native `file`, unless what was built from it was not tested.

    `sides` are the checkouts of base and candidate, after their tests.
    """
    if result.status != "green":
        return result
    if not supplies.build:
        said = (
            f"The patch changes {file}, and the tests do not run on what is built from it: name in "
            'checks.build what builds it, such as `build = ["python setup.py build_ext --inplace"]`.'
        )
        return result.model_copy(update={"status": "needs_setup", "reason": said})
    before, after = (_extensions(side) for side in sides)
    lost = sorted(before - after)
    if lost:
        said = f"{lost[0]} is built on the base and not on the candidate."
        return result.model_copy(update={"status": "red", "reason": said})
    return result


def _extensions(checkout: Path | None) -> set[str]:
    if checkout is None:
        return set()
    return {str(file.relative_to(checkout)) for file in built(checkout) if file.name.endswith(".so")}
