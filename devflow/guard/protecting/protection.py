"""Which paths decide how a repo is tested, built and watched, and so are held whatever the scope says."""

from __future__ import annotations

import re
from functools import cache

from devflow.guard.globs import expression
from devflow.guard.protecting.protected_paths import KINDS

_NAME = re.compile(r"\*\*/[^*/]+")


def protected(path: str) -> str | None:
    """The kind of protection that holds this path for a person whatever the scope says, or None.

    Manifests (pyproject.toml, package.json, setup.cfg, Makefile…) are not named here: only parts of them
    are protected, and `judge` reads both sides to tell which.
    """
    folded = path.casefold()
    name = folded.rpartition("/")[2]
    return next((kind for kind, names, other in _wanted() if name in names or other.fullmatch(folded)), None)


@cache
def _wanted() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """By kind: names that are held in whatever folder, which are most, and an expression of all else."""
    found = []
    for kind, patterns in KINDS.items():
        names = frozenset(pattern.removeprefix("**/") for pattern in patterns if _NAME.fullmatch(pattern))
        other = "|".join(expression(pattern) for pattern in patterns if not _NAME.fullmatch(pattern))
        found.append((kind, names, re.compile(other)))
    return tuple(found)
