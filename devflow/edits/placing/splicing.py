"""A placed hunk as the rows it replaces, and a text with such rows replaced."""

from __future__ import annotations

from dataclasses import dataclass

from devflow.edits.parts import ADD, DROP, KEEP, Hunk
from devflow.edits.placing.blanks import blanks_open, reworded
from devflow.edits.placing.tiers import GAP, Hit
from devflow.edits.text import Text


@dataclass(frozen=True)
class Splice:
    """Rows `start` up to `end` give way to new lines; all other rows keep their bytes."""

    start: int
    end: int
    lines: tuple[tuple[str, bool | None], ...]
    """Body, and whether it ends in CRLF; None: as its neighbours do."""
    part: int

    def clashes(self, later: Splice) -> bool:
        """Both want the same rows, or both put lines into the same spot."""
        if self.start == later.start and (self.start == self.end) == (later.start == later.end):
            return True
        return later.start < self.end and self.start < later.end


class _Writer:
    """Walks a placed hunk and gathers its splices."""

    def __init__(self, text: Text, hunk: Hunk) -> None:
        self.splices: list[Splice] = []
        self.unclear = False
        self._text, self._part = text, hunk.part
        self._quotes_around = hunk.kind != "block"
        self._cursor: int | None = None
        """The row after the last one quoted; None: not known, as at the start and after a gap."""
        self._dropped: list[int] = []
        self._added: list[tuple[str, bool | None]] = []
        self._torn = False
        self._skipped = False
        """Blank lines of the file that the hunk left out stand right above the removed lines."""

    def keep(self, row: int) -> None:
        self.flush(row)
        self._cursor = row + 1

    def drop(self, row: int) -> None:
        if self._dropped and row != self._dropped[-1] + 1:
            torn = not self._added
            self.flush(row)
            self._torn = torn
        elif self._added:
            self.flush(row)
        if not self._dropped:
            self._skipped = self._cursor is not None and row > self._cursor
        self._dropped.append(row)
        self._cursor = row + 1

    def add(self, line: tuple[str, bool | None]) -> None:
        # -- the file has blank lines between removed ones: which side the new lines belong to cannot be told
        self.unclear |= self._torn
        # -- a new blank line may stand for one that the hunk left out
        self.unclear |= self._skipped and not self._added and not line[0].strip()
        self._added.append(line)

    def flush(self, upcoming: int | None) -> None:
        """End a run of changes; `upcoming` is the next row that the hunk quotes."""
        if self._dropped:
            # -- a blank line that the hunk left out below may have stood amid the new lines
            left_out = upcoming is not None and upcoming > self._dropped[-1] + 1
            self.unclear |= left_out and bool(self._added) and not self._ends_reworded()
            self._splice(self._dropped[0], self._dropped[-1] + 1)
        elif self._added:
            spot = self._spot(upcoming)
            self._splice(spot, spot)
        self._dropped, self._added, self._torn, self._skipped = [], [], False, False

    def _ends_reworded(self) -> bool:
        """Nothing was added below the last old line."""
        grows = len(self._added) > len(self._dropped)
        return not grows and reworded(self._text.bodies[self._dropped[-1]], self._added[-1][0])

    def gap(self) -> None:
        self.flush(None)
        self._cursor = None

    def _splice(self, start: int, end: int) -> None:
        self.splices.append(Splice(start, end, tuple(self._added), self._part))

    def _spot(self, upcoming: int | None) -> int:
        """Where lines go that replace none: before or after blank lines that the hunk did not quote."""
        cursor = self._cursor if self._cursor is not None else upcoming
        if cursor is None:
            self.unclear = True
            return 0
        if upcoming is not None and upcoming == self._cursor:
            return cursor
        if upcoming is None or self._cursor is None:
            # -- new blank lines beside blank ones that the hunk does not show may be those
            beyond = (
                self._text.bodies[cursor - 1 : cursor]
                if self._cursor is None
                else self._text.bodies[cursor : cursor + 1]
            )
            only_blank = not any(body.strip() for body, _ in self._added)
            self.unclear |= only_blank and any(not body.strip() for body in beyond)
            # -- a diff quotes what stands around; blank lines alone may have been left out
            edge = cursor if self._cursor is None else len(self._text) - cursor
            self.unclear |= self._quotes_around and self._text.outermost(edge, top=self._cursor is None)
            return cursor
        # -- whether a blank line among the new ones stands for the one that is there cannot be told either
        self.unclear = True
        return cursor


def splice(text: Text, hunk: Hunk, hit: Hit) -> list[Splice] | None:
    """The rows that a placed hunk replaces; None: where its new lines go cannot be told."""
    if blanks_open(text, hunk, hit) or _lost_minus(hunk):
        return None
    writer = _Writer(text, hunk)
    faithful = _line_ends_agree(text, hunk, hit)
    literal = hunk.kind == "block" and _line_by_line(text, hunk, hit)
    rows, added = iter(hit.rows), iter(hit.added)
    new_blanks = _lost_plus(hunk, hit)
    if new_blanks is None:
        return None
    for number, op in enumerate(hunk.ops):
        if op.tag == ADD:
            writer.add((next(added, op.body), op.cr if faithful else None))
            continue
        row = next(rows, None)
        if row is None and number in new_blanks:
            writer.add((op.body, op.cr if faithful else None))
        elif row == GAP:
            writer.gap()
        elif row is not None and op.tag == DROP:
            writer.drop(row)
        elif row is not None and literal and not op.body.strip() and op.body != text.bodies[row]:
            # -- a block states its new text in full; its blank lines are taken as it writes them
            writer.drop(row)
            writer.add((op.body, None))
        elif row is not None:
            writer.keep(row)
    writer.flush(None)
    return None if writer.unclear else writer.splices


def _lost_plus(hunk: Hunk, hit: Hit) -> set[int] | None:
    """Blank lines of a diff that the file has not and that lost their `+`; None: whether they did is open.

    Between two new lines such a line is new too. Beside a change on one side only, a bare one may be either.
    """
    if hunk.kind == "block":
        return set()
    rows = iter(hit.rows)
    found: set[int] = set()
    run: list[tuple[int, bool]] = []
    above = KEEP
    for number, op in enumerate((*hunk.ops, None)):
        # -- what follows the last row is what a reply says after its diff
        row = next(rows, GAP) if op and op.tag != ADD else None
        if op and op.tag == KEEP and not op.body.strip():
            run += [(number, op.raw is None)] if row is None else []
            continue
        below = op.tag if op else KEEP
        if above == below == ADD:
            found.update(number for number, _ in run)
        elif (above != KEEP or below != KEEP) and any(bare for _, bare in run):
            return None
        run, above = [], below
    return found


def _lost_minus(hunk: Hunk) -> bool:
    """A blank line that bears no mark stands beside removed ones: whether it goes with them is open."""
    marks = "".join("." if op.unmarked else op.tag for op in hunk.ops)
    return "-." in marks or ".-" in marks


def _line_by_line(text: Text, hunk: Hunk, hit: Hit) -> bool:
    """The hunk quotes every line there, and differs at most in blanks at their ends."""
    return len(hunk.old) == len(hit.rows) and all(
        row is not None and row != GAP and op.body.rstrip() == text.bodies[row].rstrip()
        for op, row in zip(hunk.old, hit.rows, strict=True)
    )


def _line_ends_agree(text: Text, hunk: Hunk, hit: Hit) -> bool:
    """In a text of mixed line ends, a hunk that quotes them all rightly is believed about its new ones."""
    return text.mixed and all(
        op.cr == (text.ends[row] == "\r\n")
        for op, row in zip(hunk.old, hit.rows, strict=False)
        if row is not None and row != GAP
    )


def join(text: Text, splices: list[Splice], *, final_newline: bool | None) -> str:
    """The text with the splices in it, which must not clash.

    New lines take the line end of the line they replace, else of the line above. `final_newline`: whether
    new text that ends the file ends in a line end; None: as the file has it.
    """
    bodies: list[str] = []
    ends: list[str] = []
    row = 0
    fresh = False
    for cut in sorted(splices, key=lambda each: (each.start, each.end)):
        bodies += text.bodies[row : cut.start]
        ends += text.ends[row : cut.start]
        for number, (body, cr) in enumerate(cut.lines):
            bodies.append(body)
            ends.append(_end(text, cut, number, cr=cr))
        fresh = bool(cut.lines) or cut.end > cut.start
        row = cut.end
    bodies += text.bodies[row:]
    ends += text.ends[row:]
    fresh = fresh and row == len(text)
    for number in range(len(ends) - 1):
        ends[number] = ends[number] or text.end
    if ends and final_newline is not None:
        ends[-1] = (ends[-1] or text.end) if final_newline else ""
    elif ends and fresh:
        ends[-1] = (ends[-1] or text.end) if text.terminated else ""
    return text.bom + "".join(body + end for body, end in zip(bodies, ends, strict=True))


def _end(text: Text, cut: Splice, number: int, *, cr: bool | None) -> str:
    if cr is not None:
        return "\r\n" if cr else "\n"
    if not text.ends:
        return text.end
    row = min(cut.start + number, cut.end - 1) if cut.end > cut.start else max(cut.start - 1, 0)
    return text.ends[row] or text.end
