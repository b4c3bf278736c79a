"""Which checks a repo shows, from its files at the base and the environment in the user's checkout."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from devflow.checks.check import Check, Read
from devflow.checks.outfit import Outfit
from devflow.checks.runners import FAMILIES, Package


def find(paths: Collection[str], read: Read, at: Path, outfit: Outfit | None = None) -> tuple[Check, ...]:
    """The checks of a repo, tests first.

    `paths` are the files at the base, `read` gives one's bytes there, `at` is the user's checkout, where an
    environment is looked for, after the outfit. The same files and the same environment always give the same
    checks.
    """
    package = Package(frozenset(paths), read, at, outfit)
    found = sorted(
        (check for family in FAMILIES for check in family.find(package)),
        key=lambda check: check.kind == "lint",
    )
    return tuple(outfit.keeps(check, at) if outfit else check for check in found)
