"""A file's text as lines that can be looked up under several readings and joined again byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

BOM = "\ufeff"
Key = Callable[[str], str]


def split_lines(text: str) -> tuple[list[str], list[str]]:
    """Bodies and line ends; only \\n and \\r\\n end a line, whatever else Unicode calls a line end."""
    bodies = text.split("\n")
    last = bodies.pop()
    ends = ["\n"] * len(bodies)
    for number, body in enumerate(bodies):
        if body.endswith("\r"):
            bodies[number] = body[:-1]
            ends[number] = "\r\n"
    if last:
        bodies.append(last)
        ends.append("")
    return bodies, ends


@dataclass
class View:
    """The lines of a text under one reading."""

    keys: list[str]
    rows: list[int]
    """For each key the line it comes from."""
    places: dict[str, list[int]] = field(default_factory=dict)
    """For each key where it stands in `keys`."""

    def __post_init__(self) -> None:
        for place, key in enumerate(self.keys):
            self.places.setdefault(key, []).append(place)


class Text:
    """The lines of one file. A byte order mark is set aside and comes back when the text is joined."""

    def __init__(self, text: str) -> None:
        self.bom = BOM if text.startswith(BOM) else ""
        self.bodies, self.ends = split_lines(text[len(self.bom) :])
        crlf = self.ends.count("\r\n")
        self.end = "\r\n" if crlf > self.ends.count("\n") else "\n"
        """The line end that most lines have."""
        self.mixed = 0 < crlf < len(self.ends) - self.ends.count("")
        self._views: dict[tuple[Key, bool], View] = {}

    def __len__(self) -> int:
        return len(self.bodies)

    @property
    def terminated(self) -> bool:
        """The last line, if there is one, has a line end."""
        return not self.ends or self.ends[-1] != ""

    def outermost(self, rows: int, *, top: bool) -> bool:
        """So many rows at the top (or the end) are there, and all are blank."""
        return 0 < rows <= self._blank_rows[0 if top else 1]

    @cached_property
    def _blank_rows(self) -> tuple[int, int]:
        """How many rows are blank at the top and at the end."""
        filled = [row for row, body in enumerate(self.bodies) if body.strip()]
        return (filled[0], len(self) - filled[-1] - 1) if filled else (len(self), len(self))

    def cost(self, key: Key, *, skip_blank: bool) -> int:
        """How many lines must be looked at to have that view."""
        return 0 if (key, skip_blank) in self._views else 2 * len(self.bodies)

    def view(self, key: Key, *, skip_blank: bool) -> View:
        """The lines under a reading, with or without the blank ones; kept for the next caller."""
        wanted = (key, skip_blank)
        if wanted not in self._views:
            rows = [row for row, body in enumerate(self.bodies) if not skip_blank or body.strip()]
            self._views[wanted] = View([key(self.bodies[row]) for row in rows], rows)
        return self._views[wanted]
