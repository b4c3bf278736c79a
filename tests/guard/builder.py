"""Candidates for tests, described as two trees: what the base holds and what the candidate holds."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devflow.guard import RULES, judge
from devflow.guard.judging import Rule
from devflow.handoffs import ChangedFile, Finding, Permit, Risk, Scope, Verb

Side = Mapping[str, "str | bytes | tuple[str, str | bytes]"]
"""Content by path; a pair begins with the mode."""

ABSENT = "000000"
ANYTHING = Scope(
    permits=(Permit(pattern="**", verbs=tuple(Verb), reason="everything"),), max_files=1000, max_lines=100_000
)


@dataclass(frozen=True)
class Entry:
    """One path of a tree."""

    mode: str
    blob: str


def judged(
    before: Side,
    after: Side,
    scope: Scope = ANYTHING,
    rules: Sequence[Rule] = RULES,
    risk: Risk = Risk.LOW,
) -> tuple[Finding, ...]:
    """What the guard finds when `after` takes the place of `before`."""
    blobs: dict[str, bytes] = {}
    old, new = _tree(before, blobs), _tree(after, blobs)
    changed = [
        _changed(path, old.get(path), new.get(path), blobs)
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]
    return judge(changed, scope, old, blobs.__getitem__, risk, rules).findings


def codes(findings: Sequence[Finding]) -> set[tuple[str, str]]:
    """Code and level of each finding."""
    return {(finding.code, finding.level) for finding in findings}


def _tree(side: Side, blobs: dict[str, bytes]) -> dict[str, Entry]:
    entries = {}
    for path, given in side.items():
        mode, content = given if isinstance(given, tuple) else ("100644", given)
        data = content.encode() if isinstance(content, str) else content
        blob = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if mode != "160000":
            blobs[blob] = data
        entries[path] = Entry(mode, blob)
    return entries


def _changed(path: str, old: Entry | None, new: Entry | None, blobs: Mapping[str, bytes]) -> ChangedFile:
    before = blobs.get(old.blob, b"") if old else b""
    after = blobs.get(new.blob, b"") if new else b""
    lines = (
        list(
            difflib.ndiff(
                before.decode(errors="replace").splitlines(), after.decode(errors="replace").splitlines()
            )
        )
        if len(before + after) < 9999
        else []
    )
    return ChangedFile(
        path=path,
        verb=Verb.CREATE if old is None else Verb.DELETE if new is None else Verb.MODIFY,
        old_mode=old.mode if old else ABSENT,
        new_mode=new.mode if new else ABSENT,
        old_blob=old.blob if old else "0" * 40,
        new_blob=new.blob if new else "0" * 40,
        added=sum(line.startswith("+") for line in lines),
        removed=sum(line.startswith("-") for line in lines),
        binary=b"\0" in after[:8000],
    )
