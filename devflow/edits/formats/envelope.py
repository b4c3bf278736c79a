"""The `*** Begin Patch` envelope: files to add, delete, update and move, hunks held by anchors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from devflow.edits.failure import PARSE
from devflow.edits.formats.lines import line_op, told_apart
from devflow.edits.parts import KEEP, FileEdit, Hunk, Op
from devflow.errors import EditError

BEGIN, END = "*** Begin Patch", "*** End Patch"
_VERBS = re.compile(r"\*\*\* (Add|Delete|Update) File:\s*(.*)")
_NUMBERS = re.compile(r"@@\s*-\d.*?@@\s*(.*)|@@\s*-\d+(?:,\d+)?\s+\+\d+(?:,\d+)?\s*()")
_HINT = "Write *** Add File:, *** Update File: or *** Delete File: and a path, then the lines."


@dataclass
class _Update:
    path: str
    target: str = ""
    hunks: list[Hunk] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)

    def close(self, part: int, *, at_end: bool = False) -> None:
        """End the hunk that is being read."""
        # -- an empty line before the next header is none of the hunk's
        while self.ops and self.ops[-1].tag == KEEP and not self.ops[-1].body and self.ops[-1].raw is None:
            self.ops.pop()
        if self.ops:
            self.hunks.append(
                Hunk(part + len(self.hunks), "envelope", tuple(self.ops), tuple(self.anchors), at_end=at_end)
            )
            self.anchors = []
        self.ops = []


def read(lines: list[str], first_part: int) -> tuple[list[FileEdit], list[tuple[int, int]]]:
    """The files of every envelope in a reply, in order, and the rows where each begins and has ended.

    Raises:
        EditError: an envelope has no end, or holds a line that the format does not know (`E_PATCH_PARSE`).
    """
    edits: list[FileEdit] = []
    spans: list[tuple[int, int]] = []
    row, part = 0, first_part
    while row < len(lines):
        if lines[row].strip() != BEGIN:
            row += 1
            continue
        end = next((number for number in range(row + 1, len(lines)) if lines[number].strip() == END), None)
        if end is None:
            raise EditError("The patch has no *** End Patch.", "Send the whole patch.", code=PARSE)
        part = _files(lines[row + 1 : end], part, edits)
        spans.append((row, end + 1))
        row = end + 1
    return told_apart(edits), spans


def _files(lines: list[str], part: int, edits: list[FileEdit]) -> int:
    """Append the files of one envelope; gives the number of the next part."""
    row = 0
    while row < len(lines):
        found = _VERBS.fullmatch(lines[row].strip())
        if not found:
            if lines[row].strip():
                raise _broken(lines[row])
            row += 1
            continue
        stop = row + 1
        while stop < len(lines) and not _VERBS.fullmatch(lines[stop].strip()):
            stop += 1
        verb, path = found[1], found[2].strip()
        if not path:
            raise _broken(lines[row])
        edits.append(_file(verb, path, lines[row + 1 : stop], part))
        part += max(len(edits[-1].hunks), 1)
        row = stop
    return part


def _file(verb: str, path: str, lines: list[str], part: int) -> FileEdit:
    while lines and not lines[-1].strip("\r"):
        lines = lines[:-1]
    if verb == "Delete":
        if lines:
            raise _broken(lines[0])
        return FileEdit(path, "delete", part)
    if verb == "Add":
        return FileEdit(path, "write", part, text=_added(lines), overwrites=True)
    return _update(path, lines, part)


def _added(lines: list[str]) -> str:
    for line in lines:
        if not line.startswith("+") and line.strip():
            raise _broken(line)
    return "".join(line[1:] + "\n" for line in lines)


def _update(path: str, lines: list[str], part: int) -> FileEdit:
    update = _Update(path)
    for raw in lines:
        line = raw.removesuffix("\r")
        if line.startswith("*** Move to:") and not update.hunks and not update.ops:
            update.target = line[len("*** Move to:") :].strip()
        elif line.strip() == "*** End of File":
            update.close(part, at_end=True)
        elif line.startswith("***"):
            raise _broken(line)
        elif line.startswith("@@"):
            update.close(part)
            anchor = _anchor(line)
            if anchor:
                update.anchors.append(anchor)
        elif not line.startswith("\\"):
            update.ops.append(line_op(line, cr=raw.endswith("\r")))
    update.close(part)
    if not update.hunks and not update.target:
        raise EditError(f"{path}: the update holds no lines.", _HINT, code=PARSE)
    return FileEdit(
        path, "modify", part, tuple(update.hunks), target=update.target, overwrites=bool(update.target)
    )


def _anchor(line: str) -> str:
    numbers = _NUMBERS.fullmatch(line)
    if numbers:
        return ""
    return line[2:].strip().removesuffix("@@").strip()


def _broken(line: str) -> EditError:
    return EditError(
        f"The patch holds a line that its format does not know: {line[:80]!r}.", _HINT, code=PARSE
    )
