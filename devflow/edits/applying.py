"""A reply's edits applied to a repository's files: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from devflow.edits.diffing import align
from devflow.edits.failure import BINARY, CONFLICT, EMPTY, MISMATCH, EditFailure, PlacingError
from devflow.edits.parts import ADD, FileEdit, Hunk, Op
from devflow.edits.patching import patch
from devflow.edits.placing import Hit
from devflow.edits.reading import read_reply
from devflow.edits.splicing import join, splice
from devflow.edits.text import BOM, Text, split_lines
from devflow.edits.work import Work
from devflow.errors import EditError


def apply_reply(reply: str, files: Mapping[str, str]) -> dict[str, str | None]:
    """The files that a model's reply changes, each with its new text; None: the file is deleted.

    `files` may be lazy: it is asked by path and never walked. Paths come back as the reply writes them (less
    one `a/`, `b/` prefix pair of a diff); whether they may be touched is for the caller to judge. Texts hold
    undecodable bytes as surrogates (`surrogateescape`). New files never become executable.

    Raises:
        EditError: the reply cannot be read, or would change nothing; nothing was changed.
        PlacingError: parts of it cannot be placed; it names them and what the file says there.
    """
    desk = _Desk(files)
    groups: dict[str, list[FileEdit]] = {}
    for edit in read_reply(reply, files):
        groups.setdefault(edit.path, []).append(edit)
    for path, edits in groups.items():
        desk.apply(path, edits)
    changed = desk.changed()
    if desk.failures:
        raise PlacingError(tuple(desk.failures), changed)
    if not changed:
        raise EditError("The reply changes nothing.", "The files already say this.", code=EMPTY)
    return changed


@dataclass
class _Desk:
    """The files of one reply while they are being worked on."""

    files: Mapping[str, str]
    work: Work = field(default_factory=Work)
    results: dict[str, str | None] = field(default_factory=dict)
    failures: list[EditFailure] = field(default_factory=list)

    def before(self, path: str) -> str | None:
        return self.files.get(path)

    def changed(self) -> dict[str, str | None]:
        return {path: text for path, text in self.results.items() if text != self.before(path)}

    def fail(self, edit: FileEdit, code: str, message: str) -> None:
        self.failures.append(EditFailure(edit.part, edit.path, code, message))

    def apply(self, path: str, edits: list[FileEdit]) -> None:
        """Put what a group of edits makes of one path into the results, or what fails into the failures."""
        first = edits[0]
        if len(edits) > 1 and (any(edit.verb != "modify" or edit.target for edit in edits)):
            self.fail(
                edits[1],
                CONFLICT,
                "the reply edits this file more than once, in ways that exclude each other",
            )
        elif path in self.results:
            self.fail(first, CONFLICT, "the reply moves one file here and edits another of this name")
        elif first.verb == "delete":
            self._delete(first)
        elif first.verb == "write":
            self._write(first)
        else:
            self._modify(path, edits)

    def _delete(self, edit: FileEdit) -> None:
        before = self.before(edit.path)
        if before is None:
            self.fail(edit, MISMATCH, "there is no such file to delete")
            return
        quoted = [op.body.strip() for hunk in edit.hunks for op in hunk.old if op.body.strip()]
        lines = [line.strip() for line in before.removeprefix(BOM).split("\n") if line.strip()]
        if quoted and quoted != lines:
            self.fail(edit, MISMATCH, "the deleted lines are not the whole file")
            return
        self.results[edit.path] = None

    def _write(self, edit: FileEdit) -> None:
        before = self.before(edit.path)
        if before and not edit.overwrites:
            self.fail(edit, CONFLICT, "the reply creates a file that is there already")
            return
        self._keep(edit, rewritten(before, edit.text, self.work) if before else edit.text)

    def _modify(self, path: str, edits: list[FileEdit]) -> None:
        before = self.before(path)
        hunks = [hunk for edit in edits for hunk in edit.hunks]
        if before is None and (not hunks or hunks[0].old or edits[0].target):
            self.fail(edits[0], MISMATCH, "there is no such file")
            return
        after, failures = patch(path, before or "", hunks, self.work)
        self.failures += failures
        target = edits[0].target
        if not target:
            self._keep(edits[0], after)
        elif (self.before(target) is not None and not edits[0].overwrites) or target in self.results:
            self.fail(edits[0], CONFLICT, f"the reply moves it onto {target}, which is there already")
        else:
            self._keep(FileEdit(target, "modify", edits[0].part), after)
            if not edits[0].keeps_source and target != path:
                self.results[path] = None

    def _keep(self, edit: FileEdit, text: str) -> None:
        if "\0" in text:
            self.fail(edit, BINARY, "a NUL byte: this is not a text file")
        else:
            self.results[edit.path] = text


def rewritten(before: str, after: str, work: Work) -> str:
    """The new text with the old one's byte order mark, line ends and final newline."""
    text = Text(before)
    bodies, _ = split_lines(after.removeprefix(BOM))
    work.spend(len(text) + len(bodies))
    ops = align([Op(ADD, body) for body in text.bodies], [Op(ADD, body) for body in bodies])
    hunk = Hunk(1, "block", ops)
    if not text.bodies:
        return after
    hit = Hit(tuple(range(len(text))), tuple(op.body for op in hunk.added))
    return join(text, splice(text, hunk, hit) or [], final_newline=None)
