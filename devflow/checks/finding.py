"""Which checks a repo shows, from its files at the base and the environment in the user's checkout."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from devflow.checks.check import Check, Read
from devflow.checks.needs.outfit import Outfit
from devflow.checks.packages import Member, concerned, members
from devflow.checks.runners import FAMILIES, RUNNERS, Package, targets, told
from devflow.checks.runners.commands import command_check
from devflow.checks.runners.node import SCRIPT
from devflow.config import Checks


def chosen(
    settings: Checks,
    paths: Collection[str],
    read: Read,
    at: Path,
    outfit: Outfit | None = None,
    changed: Collection[str] | None = None,
) -> tuple[Check, ...]:
    """The shell lines that a person has named; else what `find` finds, without what is to be skipped."""
    if settings.commands:
        numbered = enumerate(settings.commands, start=1)
        return tuple(command_check(line, number, at, outfit) for number, line in numbered)
    found = find(paths, read, at, outfit, changed)
    return tuple(check for check in found if check.name not in settings.skip)


def find(
    paths: Collection[str],
    read: Read,
    at: Path,
    outfit: Outfit | None = None,
    changed: Collection[str] | None = None,
) -> tuple[Check, ...]:
    """The checks of a repo, tests first.

    `paths` are the files at the base, `read` gives one's bytes there, `at` is the user's checkout, where an
    environment is looked for, after the outfit. Where a repo holds several packages, those are checked that
    `changed` concerns; None: all. The same files and the same environment always give the same checks.
    """
    root = Package(frozenset(paths), read, at, outfit)
    found = [check for family in FAMILIES for check in family.find(root)]
    several = members(paths, read)
    if any(member.python for member in several):
        found = [check for check in found if not RUNNERS[check.runner].sealed]
    if not any(check.kind == "tests" and check.runner != SCRIPT for check in found):
        several = several if changed is None else concerned(several, changed)
        inner = [
            check for member in several for family in FAMILIES for check in family.find(_inner(root, member))
        ]
        # -- a script that starts the packages' own tests says nothing that these do not
        found = [check for check in found if check.kind == "lint" or not inner] + inner
    for family in (told, targets):
        if not any(check.kind == "tests" for check in found):
            found += family.find(root)
    found.sort(key=lambda check: check.kind == "lint")
    return tuple(outfit.keeps(check, at) if outfit else check for check in found)


def _inner(root: Package, member: Member) -> Package:
    inside = f"{member.folder}/"
    paths = frozenset(path.removeprefix(inside) for path in root.paths if path.startswith(inside))
    return replace(root, paths=paths, folder=member.folder)
