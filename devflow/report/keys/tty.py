"""A terminal as keys that are read and lines that are drawn; what it was before is put back."""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_CTRL_C = "\x03"
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
_SEQUENCES: Mapping[str, str] = {
    "[A": "up",
    "[B": "down",
    "[C": "right",
    "[D": "left",
    "OA": "up",
    "OB": "down",
    "OC": "right",
    "OD": "left",
    "[5~": "page up",
    "[6~": "page down",
    "[H": "home",
    "[F": "end",
    "[1~": "home",
    "[4~": "end",
    "[Z": "back tab",
}
_NAMED: Mapping[str, str] = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "erase",
    "\x08": "erase",
    "\x15": "erase all",
    "\x06": "page down",
    "\x02": "page up",
    "\x04": "page down",
    "\x0c": "redraw",
}
# -- seconds: after Esc, for the rest of a key's sequence; between two looks at the terminal's size
_SEQUENCE, _LOOK = 0.05, 0.25


@dataclass
class Tty:
    """Both sides of the process's terminal, while they are taken over."""

    reads: int
    writes: int

    def __post_init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._waiting = ""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        with contextlib.suppress(OSError):
            found = os.get_terminal_size(self.writes)
            return max(found.columns, 20), max(found.lines, 5)
        return 80, 24

    def key(self) -> str:
        """The next key by name, or what was typed; empty when nothing came for a moment.

        Raises:
            EOFError: the terminal has gone.
            KeyboardInterrupt: it is Ctrl-C.
        """
        if not self._waiting and not self._read(_LOOK):
            return ""
        letter, self._waiting = self._waiting[0], self._waiting[1:]
        if letter == _CTRL_C:
            raise KeyboardInterrupt
        if letter != "\x1b":
            return _NAMED.get(letter, letter)
        if not self._waiting and not self._read(_SEQUENCE):
            return "escape"
        for sequence, name in _SEQUENCES.items():
            if self._waiting.startswith(sequence):
                self._waiting = self._waiting[len(sequence) :]
                return name
        # -- a key that means nothing here: its whole sequence is swallowed
        if self._waiting[:1] in ("[", "O"):
            end = next((at for at, each in enumerate(self._waiting[1:], 1) if "@" <= each <= "~"), 0)
            self._waiting = self._waiting[end + 1 :] if end else ""
            return ""
        return "escape"

    def draw(self, lines: Sequence[str]) -> None:
        """Show these lines from the top, and nothing else."""
        shown = "\r\n".join(f"{line}\x1b[0m\x1b[K" for line in lines)
        self.write(f"\x1b[H{shown}\x1b[J")

    def _read(self, seconds: float) -> bool:
        if not select.select([self.reads], [], [], seconds)[0]:
            return False
        piece = os.read(self.reads, 4096)
        if not piece:
            raise EOFError
        self._waiting += self._decoder.decode(piece)
        return bool(self._waiting)

    def write(self, text: str) -> None:
        """Send text as it is."""
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(self.writes, data) :]


@contextlib.contextmanager
def taken_over() -> Iterator[Tty]:
    """The terminal without echo and line by line reading, on a screen of its own; then as it was."""
    tty = Tty(sys.stdin.fileno(), sys.stdout.fileno())
    sys.stdout.flush()
    before = termios.tcgetattr(tty.reads)
    raw = termios.tcgetattr(tty.reads)
    # -- Ctrl-C is read as a key, and a screen of its own cannot be left lying in the background
    raw[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(tty.reads, termios.TCSADRAIN, raw)
    try:
        tty.write(_ENTER)
        yield tty
    finally:
        with contextlib.suppress(OSError):
            tty.write(_LEAVE)
        termios.tcsetattr(tty.reads, termios.TCSADRAIN, before)
