"""Rows as coloured lines of a given width, code in the colours of its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.syntax import Syntax
from rich.text import Text

from devflow.report.keys.document import Group, Row, RowKind
from devflow.report.sections import Tone

if TYPE_CHECKING:
    from rich.console import Console

_TONES: Mapping[Tone, str] = {"good": "green", "bad": "red", "warn": "yellow", "": ""}
_SIGNS: Mapping[RowKind, tuple[str, str]] = {
    "same": (" ", "dim"),
    "added": ("+", "bold green"),
    "removed": ("-", "bold red"),
}
_OTHER: Mapping[RowKind, str] = {"place": "cyan", "remark": "dim"}
# -- rows of code that are highlighted together
_BLOCK = 200


class Painter:
    """Paints rows for one console, and keeps what was highlighted."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._blocks: dict[tuple[int, int], dict[int, Text]] = {}
        self._languages: dict[str, Syntax | None] = {}

    def lines(self, group: Group, row: Row, width: int, *, here: bool, words: str) -> list[Text]:
        """A row, in as many lines as it needs; `here` marks it, and `words` are marked in it."""
        mark = Text("▌" if here else " ", style="bold cyan")
        if row.kind == "head":
            text = Text(row.text, style=f"bold {_TONES[row.tone]}".strip())
            lead = Text("▸ " if group.folded else "▾ ", style="cyan")
        elif row.kind in _SIGNS:
            text = self._coloured(group, row)
            sign, style = _SIGNS[row.kind]
            lead = Text.assemble((f"{_number(row.old)} {_number(row.new)} ", "dim"), (f"{sign} ", style))
        else:
            text = Text(row.text, style=_OTHER.get(row.kind, _TONES[row.tone]))
            lead = Text("  " * (row.indent + 1))
        if words:
            text = text.copy()
            text.highlight_words([words], "reverse", case_sensitive=False)
        room = max(width - len(mark) - len(lead), 10)
        parts = text.wrap(self._console, room, overflow="fold", tab_size=4) or [Text()]
        rest = Text(" " * len(lead))
        return [Text.assemble(mark, rest if at else lead, part) for at, part in enumerate(parts)]

    def _coloured(self, group: Group, row: Row) -> Text:
        """A line of code in the colours of its language; plain where that is not known."""
        block = group.places[id(row)] // _BLOCK
        key = (id(group), block)
        if key not in self._blocks:
            rows = group.body[block * _BLOCK : (block + 1) * _BLOCK]
            self._blocks[key] = self._highlighted(group.path, rows)
        return self._blocks[key].get(id(row), Text(row.text))

    def _highlighted(self, path: str, rows: Sequence[Row]) -> dict[int, Text]:
        """The code of some rows, its old and its new side each read as one text."""
        syntax = self._language(path)
        found: dict[int, Text] = {}
        for kinds in (("removed",), ("same", "added")) if syntax else ():
            side = [row for row in rows if row.kind in kinds]
            text = syntax.highlight("\n".join(row.text for row in side)) if syntax else Text()
            for row, line in zip(side, text.split("\n", allow_blank=True), strict=False):
                found[id(row)] = line
        return found

    def _language(self, path: str) -> Syntax | None:
        name = path.rpartition("/")[2]
        if name not in self._languages:
            lexer = Syntax.guess_lexer(name)
            plain = lexer in ("default", "text")
            self._languages[name] = None if plain else Syntax("", lexer, theme="ansi_dark")
        return self._languages[name]


def _number(value: int | None) -> str:
    return f"{'' if value is None else value:>4}"
