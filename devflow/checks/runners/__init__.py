"""The table of runners: a module for each family, in the order in which their checks are run."""

from __future__ import annotations

from devflow.checks.runners import (
    commands,
    formatters,
    go,
    node,
    node_lint,
    pre_commit,
    python,
    python_lint,
    rust,
)
from devflow.checks.runners.base import WHOLE, Around, Family, Finding, Package, Runner, Told

FAMILIES: tuple[Family, ...] = (python, node, rust, go, python_lint, node_lint, pre_commit)
RUNNERS: dict[str, Runner] = {runner.name: runner for family in FAMILIES for runner in family.RUNNERS}
RUNNERS |= {runner.name: runner for room in (commands, formatters) for runner in room.RUNNERS}

__all__ = ["FAMILIES", "RUNNERS", "WHOLE", "Around", "Family", "Finding", "Package", "Runner", "Told"]
