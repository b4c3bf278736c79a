"""The scope step: which paths a run may touch without asking, from standing policy and the context."""

from __future__ import annotations

from pathlib import PurePosixPath

from devflow.config import ScopeRules
from devflow.handoffs import Context, Permit, RankedFile, Scope, Verb
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_WRITE = (Verb.MODIFY, Verb.CREATE)
# -- a file that scores less than this share of the best is context, not scope
_SHARE_OF_BEST = 0.35
_DOCUMENTS = ("**/*.md", "**/*.rst", "docs/**", "doc/**", "CHANGELOG*", "CHANGES*", "HISTORY*", "NEWS*")
_VERSIONS = ("**/__version__.py", "**/_version.py", "**/version.py")
_TESTS = ("**/tests/**", "**/test/**", "**/test_*", "**/*_test.*", "**/*.test.*", "**/*.spec.*")


@step("scope", config=("scope",))
def propose_scope(tools: Toolbox, context: Context) -> Scope:
    """The files ranked highest, new files beside them, tests, documents, and what policy allows."""
    return scope_of(context, tools.config.scope)


def scope_of(context: Context, rules: ScopeRules) -> Scope:
    """The scope that a ranking and a policy give."""
    best = _best(context.files, rules.files)
    permits = [Permit(pattern=file.path, verbs=(Verb.MODIFY,), reason=_why(file)) for file in best]
    for folder in sorted({str(PurePosixPath(file.path).parent) for file in best}):
        pattern = "*" if folder == "." else f"{folder}/*"
        permits.append(Permit(pattern=pattern, verbs=(Verb.CREATE,), reason="beside a file in scope"))
    permits += [Permit(pattern=pattern, verbs=_WRITE, reason="tests") for pattern in _TESTS]
    permits += [Permit(pattern=pattern, verbs=_WRITE, reason="documents") for pattern in _DOCUMENTS]
    permits += [Permit(pattern=pattern, verbs=(Verb.MODIFY,), reason="version") for pattern in _VERSIONS]
    every = tuple(Verb)
    permits += [Permit(pattern=pattern, verbs=every, reason="your configuration") for pattern in rules.allow]
    return Scope(permits=tuple(permits), max_files=rules.max_files, max_lines=rules.max_lines)


def _best(ranked: tuple[RankedFile, ...], most: int) -> tuple[RankedFile, ...]:
    if not ranked:
        return ()
    floor = ranked[0].score * _SHARE_OF_BEST
    return tuple(file for file in ranked[:most] if file.score >= floor)


def _why(file: RankedFile) -> str:
    return file.reasons[0] if file.reasons else "ranked by the index"
