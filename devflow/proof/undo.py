"""What undoes a change once it is merged, and what a revert does not undo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devflow.handoffs import Candidate, Risk

_NAMED = 5
# -- files whose effect outlives the code: what they did stands when the file is gone
_OUTLIVES = (
    (
        re.compile(
            r"(?i)(^|/)(migrations?|migrate|alembic/versions|flyway)/(?!__init__)[^/]+$|\.(sql|prisma)$"
        ),
        "a migration that was applied stays applied; run its way back first",
    ),
    (
        re.compile(r"(?i)\.(tf|tfvars)$|(^|/)(k8s|kubernetes|helm|charts|terraform|ansible)/"),
        "infrastructure stays as it was applied; apply again after the revert",
    ),
    (
        re.compile(
            r"(?i)(^|/)(requirements[^/]*\.(txt|lock)|pyproject\.toml|package(-lock)?\.json|go\.mod|go\.sum"
            r"|Cargo\.(toml|lock)|Gemfile(\.lock)?|pom\.xml|yarn\.lock|uv\.lock|poetry\.lock)$"
        ),
        "installed packages stay; install again after the revert",
    ),
    (
        re.compile(r"(?i)(^|/)(fixtures|seeds?|data)/|\.(csv|parquet|sqlite3?)$"),
        "data that was loaded from it stays",
    ),
)


def roll_back(risk: Risk, candidate: Candidate | None) -> str:
    """The command that undoes the change; at medium and high risk, what stays when it was run."""
    plain = "Before a merge, delete the branch."
    if candidate is None:
        return plain
    plain += f" After it, `git revert {candidate.commit[:12]}`, or `git revert -m 1` of the merge commit."
    staying = list(_staying(candidate))
    if risk is not Risk.LOW:
        staying.append("data that was written and messages that were sent meanwhile")
    return f"{plain} A revert does not undo: {'; '.join(staying)}." if staying else plain


def _staying(candidate: Candidate) -> Iterator[str]:
    for pattern, what in _OUTLIVES:
        paths = [file.path for file in candidate.changed if pattern.search(file.path)]
        if paths:
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            yield f"{', '.join(paths[:_NAMED])}{more} ({what})"
