"""What a reader sees: the document around his place, a page instead of it, a question at the bottom."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from devflow.clean import clean_line
from devflow.report.keys.paint import Painter
from devflow.report.keys.place import Place
from devflow.report.keys.tty import Tty

# -- lines beside the document: its title, where the reader is, and what is said
_FRAME = 3


class Screen:
    """Draws on a terminal, and asks there."""

    def __init__(self, tty: Tty, place: Place, *, coloured: bool) -> None:
        self._tty, self._place = tty, place
        self._drawn = io.StringIO()
        self._console = Console(
            file=self._drawn,
            force_terminal=True,
            color_system="256" if coloured else None,
            no_color=not coloured,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        self._painter = Painter(self._console)
        self._top = 0

    @property
    def page(self) -> int:
        """How many rows a page down goes."""
        return max(self._tty.size[1] - _FRAME - 2, 1)

    def draw(self, where: str, said: str, *, typed: bool = False) -> None:
        """The document around the reader's place; below it where he is, and what is said or `typed`."""
        columns, height = self._tty.size
        self._console.width = columns
        room = height - _FRAME
        self._scroll(columns, room)
        head = Text(f" {self._place.document.title}", style="reverse")
        head.truncate(columns, overflow="ellipsis", pad=True)
        state = Text(f" {where}", style="dim")
        state.truncate(columns, overflow="ellipsis")
        foot = Text(f" {said}", style="bold" if typed else "")
        # -- of what is typed its end is seen
        foot = foot[-(columns - 1) :] if typed and len(foot) >= columns else foot
        foot.truncate(columns - 1, overflow="ellipsis")
        self._tty.draw([self._line(head), *self._body(columns, room), self._line(state), self._line(foot)])

    def show(self, lines: Sequence[str]) -> None:
        """A page instead of the document."""
        columns, height = self._tty.size
        self._console.width = columns
        texts = [Text(f"  {line}") for line in ("", *lines)]
        folded = [part for text in texts for part in text.wrap(self._console, columns - 1, overflow="fold")]
        self._tty.draw([self._line(text) for text in folded[: height - 1]])

    def ask(self, where: str, question: str) -> str | None:
        """A line of words, asked for at the bottom; None where Esc was struck."""
        typed = ""
        while True:
            self.draw(where, f"{question}: {clean_line(typed)}▏", typed=True)
            match self.wait():
                case "enter":
                    return typed.strip()
                case "escape":
                    return None
                case "erase":
                    typed = typed[:-1]
                case "erase all":
                    typed = ""
                case letters if len(letters) == 1 and letters.isprintable():
                    typed += letters

    def choose(self, question: str, names: Sequence[str]) -> str | None:
        """One of some names, by its number; None where Esc was struck."""
        few = names[:9]
        offers = [f"  {number}  {clean_line(name)}" for number, name in enumerate(few, 1)]
        while True:
            self.show([f"{question}?", "", *offers, "", "esc  none of them"])
            key = self.wait()
            if key == "escape":
                return None
            if key.isascii() and key.isdigit() and 1 <= int(key) <= len(few):
                return few[int(key) - 1]

    def wait(self) -> str:
        """The next key."""
        while not (key := self._tty.key()):
            pass
        return key

    def _scroll(self, columns: int, room: int) -> None:
        """Let the reader's row be on the screen, with all its lines."""
        at = self._place.at
        self._top = max(min(self._top, at), at - room)
        while self._top < at and self._height(self._top, at + 1, columns) > room:
            self._top += 1

    def _height(self, first: int, stop: int, columns: int) -> int:
        rows = self._place.visible[first:stop]
        return sum(len(self._painter.lines(*each, columns, here=False, words="")) for each in rows)

    def _body(self, columns: int, room: int) -> list[str]:
        drawn: list[str] = []
        place = self._place
        for at in range(self._top, min(self._top + room, len(place.visible))):
            lines = self._painter.lines(*place.visible[at], columns, here=at == place.at, words=place.words)
            drawn += [self._line(line) for line in lines]
        return (drawn + [""] * room)[:room]

    def _line(self, text: Text) -> str:
        self._drawn.seek(0)
        self._drawn.truncate()
        self._console.print(text, end="", no_wrap=True, overflow="crop")
        return self._drawn.getvalue()
