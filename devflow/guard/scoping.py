"""Whether the scope permits what was done to each path, within the bounds of a person's own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from devflow.counting import counted
from devflow.guard.change import Change
from devflow.guard.globs import speaking
from devflow.handoffs import ChangedFile, Finding, Permit, Risk


def scope(change: Change) -> Iterator[Finding]:
    """Hold what the scope does not permit."""
    spoken = {file.path: speaking(change.scope, file.path, file.verb) for file in change.files}
    standing = {path: _standing(permits, change.risk) for path, permits in spoken.items()}
    lines = _lines_by_rule(change.files, standing)
    for file in change.files:
        permits = standing[file.path]
        if not any(permit.max_lines is None or lines[permit.rule] <= permit.max_lines for permit in permits):
            why = (
                _past_its_lines(permits[0], lines)
                if permits
                else _past_its_risk(spoken[file.path], change.risk)
            )
            message = f"The scope does not allow to {file.verb} this path{why}."
            yield Finding(code="E_SCOPE", path=file.path, message=message, level="held")


def _standing(permits: Sequence[Permit], risk: Risk) -> list[Permit]:
    """The permits that hold at a risk."""
    return [permit for permit in permits if permit.max_risk is None or not risk.above(permit.max_risk)]


def _lines_by_rule(files: Sequence[ChangedFile], standing: Mapping[str, Sequence[Permit]]) -> Counter[int]:
    """The lines that change, by rule, in those files that nothing but rules with a bound permits."""
    lines: Counter[int] = Counter()
    for file in files:
        permits = standing[file.path]
        if all(permit.max_lines is not None for permit in permits):
            for rule in {permit.rule for permit in permits}:
                lines[rule] += file.added + file.removed
    return lines


def _past_its_lines(permit: Permit, lines: Mapping[int, int]) -> str:
    most = counted(permit.max_lines or 0, "line")
    return f": your rule {permit.rule} goes up to {most}, and {lines[permit.rule]} change"


def _past_its_risk(permits: Sequence[Permit], risk: Risk) -> str:
    rules = [f": your rule {each.rule} goes up to {each.max_risk} risk, not {risk}" for each in permits]
    return rules[0] if rules else ""
