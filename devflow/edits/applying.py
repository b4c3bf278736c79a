"""A reply's edits applied to a repository's files: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from devflow.edits.diffing import align
from devflow.edits.doubts import rewritten_on_its_way
from devflow.edits.failure import (
    AMBIGUOUS,
    BINARY,
    CONFLICT,
    EMPTY,
    MISMATCH,
    MODE,
    EditFailure,
    Lost,
    PlacingError,
)
from devflow.edits.formats.reading import read_reply
from devflow.edits.parts import ADD, FileEdit, Hunk, Op
from devflow.edits.placing.patching import patch
from devflow.edits.placing.splicing import join, splice
from devflow.edits.placing.tiers import Hit
from devflow.edits.text import BOM, Text, split_lines
from devflow.edits.work import Work
from devflow.errors import EditError


@dataclass(frozen=True)
class Placed:
    """Edits that all have their place, and the files as they leave them."""

    changed: dict[str, str | None]
    """Each changed file with its new text; None: the file is deleted."""
    edits: tuple[FileEdit, ...]

    def refuse_modes(self) -> None:
        """Pass when no edit wants what an edit cannot make; asked after paths are judged, which comes first.

        Raises:
            EditError: a new file is to be executable (`E_MODE`): made plain, it would not be what was asked.
        """
        path = next((edit.path for edit in self.edits if edit.executable), None)
        if path is not None:
            what = f"{path[:200]}: a new executable file cannot be made by an edit."
            raise EditError(what, "Leave modes as they are.", code=MODE)

    def refused(self, code: str, faults: Mapping[str, str]) -> PlacingError:
        """The error that asks again for every edit of the changed files that have a fault."""
        lost: list[Lost] = []
        kept = list(self.edits)
        for path, fault in faults.items():
            for edit in [edit for edit in kept if path in (edit.path, edit.target)]:
                kept.remove(edit)
                lost += [Lost(EditFailure(one.part, path, code, fault), one) for one in edit.single()]
        return PlacingError(tuple(lost), tuple(kept))


def apply_reply(reply: str, files: Mapping[str, str]) -> dict[str, str | None]:
    """The files that a model's reply changes, each with its new text; None: the file is deleted.

    `files` may be lazy: it is asked by path and never walked. Paths come back as the reply writes them (less
    one `a/`, `b/` prefix pair of a diff); whether they may be touched is for the caller to judge. Texts hold
    undecodable bytes as surrogates (`surrogateescape`). New files never become executable.

    Raises:
        EditError: the reply cannot be read, or would change nothing; nothing was changed.
        PlacingError: parts of it cannot be placed; it names them and what the file says there.
    """
    return place_reply(reply, files).changed


def place_reply(reply: str, files: Mapping[str, str]) -> Placed:
    """The same, with the edits; raises as `apply_reply`."""
    return place_edits(read_reply(reply, files), files)


def place_edits(edits: Iterable[FileEdit], files: Mapping[str, str]) -> Placed:
    """All edits placed on the files, or none; raises as `apply_reply`."""
    desk = _Desk(files)
    groups: dict[str, list[FileEdit]] = {}
    for edit in edits:
        groups.setdefault(edit.path, []).append(edit)
    for path, group in groups.items():
        desk.apply(path, group)
    if desk.lost:
        raise PlacingError(tuple(desk.lost), tuple(desk.kept))
    changed = desk.changed()
    if not changed:
        raise EditError("The reply changes nothing.", "The files already say this.", code=EMPTY)
    return Placed(changed, tuple(desk.kept))


@dataclass
class _Desk:
    """The files of one reply while they are being worked on."""

    files: Mapping[str, str]
    work: Work = field(default_factory=Work)
    results: dict[str, str | None] = field(default_factory=dict)
    kept: list[FileEdit] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def before(self, path: str) -> str | None:
        return self.files.get(path)

    def changed(self) -> dict[str, str | None]:
        return {path: text for path, text in self.results.items() if text != self.before(path)}

    def fail(self, edit: FileEdit, code: str, message: str) -> None:
        self.lost.append(Lost(EditFailure(edit.part, edit.path, code, message), edit))

    def apply(self, path: str, edits: list[FileEdit]) -> None:
        """Put what a group of edits makes of one path into the results, or what fails among the lost."""
        first = edits[0]
        if len(edits) > 1 and (any(edit.verb != "modify" or edit.target for edit in edits)):
            for edit in edits:
                self.fail(
                    edit,
                    CONFLICT,
                    "the reply edits this file more than once, in ways that exclude each other",
                )
        elif path in self.results:
            for edit in edits:
                self.fail(edit, CONFLICT, "the reply moves one file here and edits another of this name")
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
        self._keep(edit, edit.path, None)

    def _write(self, edit: FileEdit) -> None:
        before = self.before(edit.path)
        if before and not edit.overwrites:
            self.fail(edit, CONFLICT, "the reply creates a file that is there already")
            return
        if doubt := rewritten_on_its_way(edit.path, before or "", "", edit.text):
            self.fail(edit, AMBIGUOUS, doubt)
            return
        text = rewritten(before, edit.text, self.work) if before else edit.text
        self._keep(edit, edit.path, text)

    def _modify(self, path: str, edits: list[FileEdit]) -> None:
        before = self.before(path)
        hunks = [hunk for edit in edits for hunk in edit.hunks]
        if before is None and (not hunks or hunks[0].old or edits[0].target):
            for edit in edits:
                self.fail(edit, MISMATCH, "there is no such file")
            return
        after, failures = patch(path, before or "", hunks, self.work)
        if edits[0].target:
            self._move(edits[0], after, failures)
            return
        failed = {failure.part: failure for failure in failures}
        for edit in edits:
            self.lost += [
                Lost(failed[hunk.part], replace(edit, part=hunk.part, hunks=(hunk,)))
                for hunk in edit.hunks
                if hunk.part in failed
            ]
        placed = tuple(hunk for hunk in hunks if hunk.part not in failed)
        if placed:
            self._keep(replace(edits[0], part=placed[0].part, hunks=placed), path, after)

    def _move(self, edit: FileEdit, after: str, failures: list[EditFailure]) -> None:
        """A file that is moved or copied; its hunks stand or fall with that."""
        if failures:
            self.lost.append(Lost(failures[0], edit))
        elif (self.before(edit.target) is not None and not edit.overwrites) or edit.target in self.results:
            self.fail(edit, CONFLICT, f"the reply moves it onto {edit.target}, which is there already")
        elif self._keep(edit, edit.target, after) and not edit.keeps_source and edit.target != edit.path:
            self.results[edit.path] = None

    def _keep(self, edit: FileEdit, path: str, text: str | None) -> bool:
        if text is not None and "\0" in text:
            self.fail(edit, BINARY, "a NUL byte: this is not a text file")
            return False
        self.results[path] = text
        self.kept.append(edit)
        return True


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
