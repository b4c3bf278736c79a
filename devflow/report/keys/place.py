"""Where a reader is in a document: the row he is at, what is folded, and what he looks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from devflow.report.keys.document import Document, Group, Row


@dataclass
class Place:
    """A reader's place; every move keeps it inside the document."""

    document: Document
    at: int = 0
    """The row he is at, among those that are not folded away."""
    words: str = ""
    """What he looks for."""
    _visible: list[tuple[Group, Row]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lay()

    @property
    def visible(self) -> list[tuple[Group, Row]]:
        """Every row that is not folded away, with its group."""
        return self._visible

    @property
    def group(self) -> Group:
        """The group he is in."""
        return self._visible[self.at][0]

    @property
    def row(self) -> Row:
        """The row he is at."""
        return self._visible[self.at][1]

    @property
    def line(self) -> str:
        """`path:line` of the row he is at; empty where it is no line of a file."""
        number = self.row.new if self.row.new is not None else self.row.old
        return f"{self.group.path}:{number}" if self.group.path and number is not None else ""

    def move(self, by: int) -> None:
        """Go so many rows on."""
        self.at = min(max(self.at + by, 0), len(self._visible) - 1)

    def to_group(self, by: int) -> None:
        """Go to the head of the next group, or of the one before."""
        heads = [at for at, (_, row) in enumerate(self._visible) if row.kind == "head"]
        if by > 0:
            self.at = next((at for at in heads if at > self.at), self.at)
        else:
            self.at = next((at for at in reversed(heads) if at < self.at), 0)

    def fold(self) -> None:
        """Open or close the group he is in."""
        group = self.group
        group.folded = not group.folded
        self._lay()
        self._to(group)

    def fold_all(self, *, folded: bool) -> None:
        """Open or close every group."""
        group = self.group
        for each in self.document.groups:
            each.folded = folded
        self._lay()
        self._to(group)

    def find(self, by: int) -> bool:
        """Go to the next row that holds the words, also where it is folded away; False where none does."""
        wanted = self.words.lower()
        if not wanted:
            return False
        every = [(group, row) for group in self.document.groups for row in (group.head, *group.body)]
        here = next(at for at, (_, row) in enumerate(every) if row is self.row)
        for step in range(1, len(every) + 1):
            group, row = every[(here + by * step) % len(every)]
            if wanted in row.text.lower():
                if group.folded:
                    group.folded = False
                    self._lay()
                self.at = next(at for at, (_, shown) in enumerate(self._visible) if shown is row)
                return True
        return False

    def _lay(self) -> None:
        self._visible = [
            (group, row)
            for group in self.document.groups
            for row in ((group.head,) if group.folded else (group.head, *group.body))
        ]
        self.move(0)

    def _to(self, group: Group) -> None:
        self.at = next(at for at, (each, _) in enumerate(self._visible) if each is group)
