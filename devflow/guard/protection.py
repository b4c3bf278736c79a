"""Which paths decide how a repo is tested, built and watched, and so are held whatever the scope says."""

from __future__ import annotations

import re
from functools import cache

from devflow.guard.globs import expression
from devflow.guard.protected_paths import KINDS


def protected(path: str) -> str | None:
    """The kind of protection that holds this path for a person whatever the scope says, or None.

    Manifests (pyproject.toml, package.json, setup.cfg, Makefile…) are not named here: only parts of them
    are protected, and `judge` reads both sides to tell which.
    """
    folded = path.casefold()
    return next((kind for kind, wanted in _expressions() if wanted.fullmatch(folded)), None)


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile("|".join(map(expression, patterns)))) for kind, patterns in KINDS.items())
