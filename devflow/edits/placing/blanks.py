"""Blank lines that a hunk quotes too often or too seldom, where it matters which of them are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from devflow.edits.parts import ADD, DROP, Hunk
from devflow.edits.placing.tiers import GAP, Hit
from devflow.edits.text import Text

_WORD = re.compile(r"\w+|[^\w\s]")
_TELLING = 400
"""Letters of a line that are compared."""


def reworded(old: str, new: str) -> bool:
    """The new line is the old one in other words: half of them are the same."""
    one, two = (set(_WORD.findall(line[:_TELLING].casefold())) for line in (old, new))
    return 2 * len(one & two) >= max(len(one), len(two))


def blanks_open(text: Text, hunk: Hunk, hit: Hit) -> bool:
    """The hunk changes something amid blank lines, and quotes another number of them than stand there."""
    rows = iter(hit.rows)
    stretch = _Stretch()
    for op in hunk.ops:
        row = None if op.tag == ADD else next(rows, None)
        if op.tag == ADD:
            stretch.marks += ADD
            stretch.last_added = op.body
            stretch.adds_text = stretch.adds_text or bool(op.body.strip())
        elif op.body.strip():
            if stretch.open(text, row):
                return True
            drops = stretch.drops + 1 if op.tag == DROP and not stretch.marks else int(op.tag == DROP)
            stretch = _Stretch(row, drops)
        else:
            stretch.marks += "-" if op.tag == DROP else "."
            stretch.rows.append(row)
    return stretch.open(text, None)


@dataclass
class _Stretch:
    """What a hunk says between two lines that are not blank."""

    above: int | None = None
    """The row of the line above; None: the hunk begins here."""
    drops: int = 0
    """How many lines in a row, down to the one above, are removed."""
    marks: str = ""
    """Each line as `+`, a kept blank one as `.`, a removed blank one as `-`."""
    rows: list[int | None] = field(default_factory=list)
    """The rows of the blank lines."""
    last_added: str = ""
    adds_text: bool = False
    """Not all added lines are blank."""

    def open(self, text: Text, below: int | None) -> bool:
        """Which blank lines are meant cannot be told, and the result depends on it."""
        blanks = self.marks.replace(ADD, "")
        if not blanks:
            return False
        if len({row is None for row in self.rows}) == 2:
            return len(set(blanks)) > 1 or ADD in self.marks.strip(ADD)
        if GAP in (self.above, below) or ADD not in self.marks:
            return False
        if None in (self.above, below):
            return not self.adds_text and self._goes_on(text, below)
        return self._left_out(below or 0) and not self._only_rewords(text)

    def _left_out(self, below: int) -> bool:
        return below - (self.above or 0) - 1 > len(self.rows)

    def _goes_on(self, text: Text, below: int | None) -> bool:
        """Beyond the edge of the hunk stand more blank lines, which the new ones may be."""
        beyond = (self.rows[-1] or 0) + 1 if below is None else (self.rows[0] or 0) - 1
        return 0 <= beyond < len(text) and not text.bodies[beyond].strip()

    def _only_rewords(self, text: Text) -> bool:
        added = self.marks.count(ADD)
        return (
            self.marks.startswith(ADD * added)
            and added <= self.drops
            and reworded(text.bodies[self.above or 0], self.last_added)
        )
