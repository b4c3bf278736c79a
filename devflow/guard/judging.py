"""Judging the frozen candidate: every control, one after the other, on its tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from devflow.guard import contents, idle, rules, scoping
from devflow.guard.change import Change, Entry
from devflow.guard.protecting import builds, holding
from devflow.guard.tampering import test_tampering
from devflow.handoffs import ChangedFile, Finding, GuardReport, Risk, Scope

Rule = Callable[[Change], Iterator[Finding]]


def judge(
    changed: Sequence[ChangedFile],
    scope: Scope,
    tree: Mapping[str, Entry],
    read: Callable[[str], bytes],
    risk: Risk = Risk.LOW,
    rules: Sequence[Rule] | None = None,
) -> GuardReport:
    """Every finding on the candidate: refused first, then held, then shown.

    `changed` comes from the diff of the two trees, `tree` holds the base's entries by path, `read` gives
    a blob's bytes by its id, and `risk` is what the changed paths raise it to. What `read` raises rises.
    """
    change = Change(changed, scope, tree, read, risk)
    found = {finding: None for rule in (RULES if rules is None else rules) for finding in rule(change)}
    order = ("refused", "held", "shown")
    return GuardReport(findings=tuple(sorted(found, key=lambda finding: order.index(finding.level))))


def tests(change: Change) -> Iterator[Finding]:
    """Hold removed, skipped and emptied tests; show changed ones."""
    known = [file for file in change.files if change.examined(file)]
    before = {file.path: _text(change.before(file)) for file in known}
    after = {file.path: _text(change.after(file)) for file in known}
    yield from test_tampering(before, after)


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode(errors="replace")


RULES: tuple[Rule, ...] = (
    rules.paths,
    rules.placing,
    rules.links,
    rules.types,
    rules.modes,
    rules.binaries,
    scoping.scope,
    rules.size,
    holding.protected_files,
    holding.manifests,
    builds.decided_builds,
    builds.new_build_programs,
    holding.dependency_files,
    holding.ignored_paths,
    holding.shadows,
    idle.idle_edits,
    tests,
    contents.secrets,
    contents.hidden_text,
    contents.silenced_linters,
    contents.forging_code,
)
"""Every control on a candidate."""
