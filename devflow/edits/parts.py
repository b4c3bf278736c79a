"""What every format is read into: hunks of kept, removed and added lines, gathered by file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

KEEP, DROP, ADD = " ", "-", "+"


class Op(NamedTuple):
    """One line of a hunk, without its line end."""

    tag: str
    body: str
    cr: bool = False
    """The reply ended this line in CRLF."""
    raw: str | None = None
    """The line with the blank that a diff puts first, for replies that lose that blank."""
    unmarked: bool = False
    """A blank line of a diff that bears no mark, where the reply's other blank lines bear theirs."""


@dataclass(frozen=True)
class Hunk:
    """Lines to find in a file and what becomes of them."""

    part: int
    """Its place in the reply, from 1."""
    kind: Literal["block", "diff", "envelope"]
    ops: tuple[Op, ...]
    anchors: tuple[str, ...] = ()
    """Lines that must stand above, outermost first (envelope only)."""
    heading: str = ""
    """What a diff says after its second @@; it decides between equal hits only."""
    at_end: bool = False
    """The old text is the end of the file."""
    row: int | None = None
    """Where a diff that counts its own lines rightly says that it begins; never believed alone."""
    final_newline: bool | None = None
    """Whether the new text ends in a newline where it ends the file; None: as the file has it."""

    @property
    def old(self) -> list[Op]:
        """The lines that the file must hold."""
        return [op for op in self.ops if op.tag != ADD]

    @property
    def added(self) -> list[Op]:
        """The new lines."""
        return [op for op in self.ops if op.tag == ADD]

    @property
    def context(self) -> tuple[int, int]:
        """How many lines it keeps above and below all that it changes."""
        tags = "".join(op.tag for op in self.ops)
        return len(tags) - len(tags.lstrip(KEEP)), len(tags) - len(tags.rstrip(KEEP))

    @property
    def changes(self) -> bool:
        """It adds or removes something, be it the newline at the end."""
        return self.final_newline is not None or any(op.tag != KEEP for op in self.ops)

    def without(self, ops: tuple[Op, ...]) -> Hunk:
        """The same hunk with these lines instead."""
        return replace(self, ops=ops)


@dataclass(frozen=True)
class FileEdit:
    """What a reply does to one path, as the reply writes the path."""

    path: str
    verb: Literal["modify", "write", "delete"]
    part: int
    hunks: tuple[Hunk, ...] = ()
    text: str = ""
    """The whole new text (write only)."""
    target: str = ""
    """The path the result goes to, where that is another one (modify only)."""
    keeps_source: bool = False
    """With a target: the source stays (a copy)."""
    overwrites: bool = False
    """A target or a written file may stand there already."""
    executable: bool = False
    """The reply wants the new file to be executable, which no edit makes it."""

    @property
    def parts(self) -> int:
        """How many blocks or hunks of the reply it is made of."""
        return max(len(self.hunks), 1)

    def single(self) -> list[FileEdit]:
        """An edit for each of its hunks; what stands or falls as one, alone."""
        if self.verb != "modify" or self.target or not self.hunks:
            return [self]
        return [replace(self, part=hunk.part, hunks=(hunk,)) for hunk in self.hunks]
