"""Install lines as a candidate needs them: a patch names a package, and its lock file may not know it yet."""

from __future__ import annotations

import re

# -- in CI package managers refuse a lock file that does not hold all that the manifest names
_LOOSE = (
    (re.compile(r"\bnpm (ci|clean-install)\b"), "npm install"),
    (re.compile(r"(\bpnpm\b.*) --frozen-lockfile\b"), r"\1 --no-frozen-lockfile"),
    (re.compile(r" --immutable(-cache)?\b"), " --no-immutable"),
    (re.compile(r"(?<=[^-]) --(frozen-lockfile|frozen|locked)\b"), ""),
    (re.compile(r"\bpipenv sync\b"), "pipenv install"),
    (re.compile(r"\bpdm sync\b"), "pdm install"),
)
_POETRY = re.compile(r"\bpoetry (install|sync)\b")
LOCKS = frozenset(
    (
        *(
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "poetry.lock",
            "uv.lock",
        ),
        *("Pipfile.lock", "pdm.lock", "Cargo.lock", "go.sum"),
    )
)
"""The files that such a line writes anew where they do not hold what the manifests name."""


def loosened(line: str) -> str:
    """The line, so that it installs what the manifests name, whatever the lock file holds."""
    for pattern, instead in _LOOSE:
        line = pattern.sub(instead, line)
    # -- before version 2 it would renew every pin; from version 2 on it keeps them, and knows no such option
    relock = "(poetry lock -n --no-update || poetry lock -n) && "
    return f"{relock}{line}" if _POETRY.search(line) else line
