"""Unified diffs, as git and GNU diff write them and as models do: text says where they go."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from devflow.edits import paths
from devflow.edits.failure import PARSE
from devflow.edits.formats.headers import NULL, Header, header_name, target
from devflow.edits.formats.lines import first_row, line_op, told_apart, trimmed
from devflow.edits.parts import ADD, DROP, KEEP, FileEdit, Hunk, Op
from devflow.errors import EditError

_HUNK = re.compile(r"@@(?!@)(?:(?P<range>.*?)@@)?(?P<heading>.*)", re.DOTALL)
_VERSION = re.compile(r"\d+\.\d+[\w. ()-]*")
_CHANGE = re.compile(r"\+|-(?![\s-])|@@")
_HEADLESS = re.compile(
    r"(?:new file|deleted file|old|new) mode \d{6}$|similarity index \d+%$|(?:rename|copy) (?:from|to) \S+$"
)
_SIGNATURE = ("-- ", "--")


@dataclass
class _Section:
    header: Header
    row: int
    hunks: list[Hunk] = field(default_factory=list)


@dataclass
class _Reader:
    """Walks the lines of a reply that no other format has claimed."""

    lines: list[str]
    files: Container[str]
    part: int
    sections: list[_Section] = field(default_factory=list)
    row: int = 0
    fenced: bool = False
    """A fence is open. A diff that is in none may hold fences that lost their prefix."""
    found: int = 0
    """How many hunks were read."""
    marked: list[int] = field(default_factory=list)
    """The rows of hunks that bear a mark: no other format's, whatever they hold."""

    def body(self, row: int) -> str:
        return self.lines[row].removesuffix("\r") if row < len(self.lines) else ""

    def walk(self) -> None:
        current: _Section | None = None
        while self.row < len(self.lines):
            line = self.body(self.row)
            begun = self._begin(line, current)
            if begun:
                current = begun
            elif line.startswith("@@@"):
                raise EditError(
                    "A merge's combined diff cannot be applied.", "Write a plain diff.", code=PARSE
                )
            elif line.startswith("@@") and _HUNK.fullmatch(line):
                current = current or self._without_header()
                self._hunk(current)
                continue
            elif mark := paths.fence(line):
                self._fence(mark, current)
                current = None
            elif current and not current.hunks:
                current.header.note(line)
            self.row += 1

    def _begin(self, line: str, current: _Section | None) -> _Section | None:
        """A header line that begins a file, or that belongs to the file just begun."""
        fresh = current is not None and not current.hunks and current.header.minus is None
        if line.startswith("diff --git "):
            return self._section(Header(git=line[len("diff --git ") :]))
        if line.startswith("Index: "):
            return self._section(Header(index=line[len("Index: ") :].strip()))
        if not self._names(self.row):
            return self._headless(line, current)
        section = current if fresh and current else self._section(Header())
        section.header.minus = header_name(self.body(self.row))
        section.header.plus = header_name(self.body(self.row + 1))
        self.row += 1
        return section

    def _headless(self, line: str, current: _Section | None) -> _Section | None:
        """Lines on modes and renames after another file's hunks: the first line of their own is lost."""
        if not _HEADLESS.match(line) or (current and not current.hunks):
            return None
        section = self._section(Header())
        section.header.note(line)
        return section

    def _fence(self, mark: tuple[str, str], current: _Section | None) -> None:
        """A fence opens or closes; inside one that a diff is in, it ends the diff."""
        self.fenced = not self.fenced or bool(mark[1])
        following = self.body(self.row + 1)
        if current and current.hunks and not self.fenced and _CHANGE.match(following):
            raise EditError(
                f"The fence at line {self.row + 1} of the reply ends within a hunk.",
                "Begin each line of a hunk with a blank, + or -.",
                code=PARSE,
            )

    def _section(self, header: Header) -> _Section:
        self.sections.append(_Section(header, self.row))
        return self.sections[-1]

    def _names(self, row: int) -> bool:
        """A `---` line and a `+++` line begin here."""
        return self.body(row).startswith("--- ") and self.body(row + 1).startswith("+++ ")

    def _without_header(self) -> _Section:
        path = paths.above(self.lines, self.row, 0, self.files)
        if path is None:
            raise EditError(
                f"The hunk at line {self.row + 1} of the reply names no file.",
                "Begin each file with --- and +++ lines.",
                code=PARSE,
            )
        return self._section(Header(minus=path, plus=path))

    def _hunk(self, section: _Section) -> None:
        found = _HUNK.fullmatch(self.body(self.row))
        heading = found["heading"].strip() if found else ""
        self.row += 1
        ops: list[Op] = []
        final: bool | None = None
        while self.row < len(self.lines) and not self._ends(self.row):
            raw = self.lines[self.row]
            line = self.body(self.row)
            self.marked += [self.row] if line[:1] in (KEEP, DROP, ADD) and line else []
            if line.startswith("\\"):
                final = bool(ops) and ops[-1].tag == DROP
            else:
                if line.startswith("+++ ") and self.body(self.row - 1).startswith("+--- "):
                    raise EditError(
                        f"A file's header stands inside a hunk, at line {self.row + 1} of the reply.",
                        "Begin each line of a hunk with a blank, + or -.",
                        code=PARSE,
                    )
                # -- further lines of the hunk, not what a reply says after it
                final = None if final is False and line[:1] in (KEEP, DROP, ADD) and line else final
                ops.append(line_op(line, cr=raw.endswith("\r")))
            self.row += 1
        self.found += 1
        lines = trimmed(ops)
        section.hunks.append(
            Hunk(
                self.part + self.found - 1,
                "diff",
                lines,
                heading=heading,
                row=first_row(found["range"] or "", lines) if found else None,
                final_newline=final,
            )
        )

    def _ends(self, row: int) -> bool:
        line = self.body(row)
        if line[:1] in ("+", " ", "") or (line[0] == "-" and line[1:2] != "-"):
            return False
        if line in _SIGNATURE and _VERSION.fullmatch(self.body(row + 1)):
            return True
        return (
            line.startswith(("@@", "diff --git ", "Index: ", "*** End Patch"))
            or (self.fenced and paths.fence(line) is not None)
            or _HEADLESS.match(line) is not None
            or self._names(row)
        )


def read(
    lines: list[str], first_part: int, files: Container[str]
) -> tuple[list[FileEdit], list[int], list[int]]:
    """The files of a reply's diffs, in order, the rows where they begin, and the rows of their lines.

    Raises:
        EditError: a diff is broken, its headers disagree, or it is not one of text.
    """
    reader = _Reader(lines, files, first_part)
    reader.walk()
    edits = [edit for section in reader.sections if (edit := _file(section, first_part, files)) is not None]
    return told_apart(edits), [section.row for section in reader.sections], reader.marked


def _file(section: _Section, first_part: int, files: Container[str]) -> FileEdit | None:
    header, hunks = section.header, tuple(section.hunks)
    if header.index and header.minus is None and not hunks:
        return None
    part = hunks[0].part if hunks else first_part
    where = target(header, files)
    if where.new is None:
        return FileEdit(where.old or "", "delete", part, hunks)
    if where.old is None:
        if any(hunk.old for hunk in hunks):
            raise EditError(
                f"{where.new}: the diff of a new file quotes old lines.", "Write + lines only.", code=PARSE
            )
        if not hunks and header.plus not in (None, NULL):
            raise EditError(f"{where.new}: the diff holds no hunk.", code=PARSE)
        runs = "100755" in header.modes
        return FileEdit(where.new, "write", part, hunks, text=_text(hunks), executable=runs)
    if where.old != where.new:
        return FileEdit(where.old, "modify", part, hunks, target=where.new, keeps_source=where.copies)
    if not hunks:
        raise EditError(f"{where.old}: the diff holds no hunk.", "Write the change as hunks.", code=PARSE)
    return FileEdit(where.old, "modify", part, hunks)


def _text(hunks: tuple[Hunk, ...]) -> str:
    """The text of a new file; it ends in a newline unless the diff says otherwise."""
    added = [op for hunk in hunks for op in hunk.added]
    text = "".join(op.body + ("\r\n" if op.cr else "\n") for op in added)
    if hunks and hunks[-1].final_newline is False:
        text = text[: -2 if added and added[-1].cr else -1]
    return text
