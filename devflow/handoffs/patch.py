"""What a run may touch, what the model wrote, and the commit that came of it."""

from __future__ import annotations

from typing import Literal

from devflow.handoffs.base import Handoff, Risk, Verb

EditFormat = Literal["search-replace", "unified-diff", "begin-patch", "whole-file"]
"""How a model is asked to write edits; a reply in any of these ways is understood."""


class Permit(Handoff):
    """Paths that a run may touch, and how."""

    pattern: str
    """A path, or a glob where `*` stays inside a folder and `**` crosses folders."""
    verbs: tuple[Verb, ...]
    reason: str
    rule: int = 0
    """The rule of the person's own that it comes from, counted from 1; 0: none."""
    max_lines: int | None = None
    """Added and removed lines, over all files that only rules like this one put into scope."""
    max_risk: Risk | None = None
    """It does not hold for a candidate of a higher risk."""


class Scope(Handoff):
    """What a run may touch without asking."""

    permits: tuple[Permit, ...]
    max_files: int
    max_lines: int
    """Added and removed lines together."""
    left_out: tuple[str, ...] = ()
    """Rules of the person's own that do not hold for this run, each with the reason."""


class FileEdit(Handoff):
    """The whole new content of one path; None deletes it."""

    path: str
    content: bytes | None


class Patch(Handoff):
    """The edits of one attempt, placed on the text that the model saw."""

    edits: tuple[FileEdit, ...]
    explanation: str = ""
    """The model's own words around the edits; shown, never trusted."""


class ChangedFile(Handoff):
    """One path in which candidate and base differ, read from the commit's tree."""

    path: str
    verb: Verb
    old_mode: str
    new_mode: str
    old_blob: str
    new_blob: str
    added: int = 0
    removed: int = 0
    binary: bool = False


class Candidate(Handoff):
    """The patch frozen as one commit."""

    base: str
    commit: str
    tree: str
    changed: tuple[ChangedFile, ...]
    formatted: tuple[str, ...] = ()
    """The files that the repo's own formatters changed further."""
    formatters: tuple[str, ...] = ()
    """What formatted them."""
