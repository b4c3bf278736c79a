"""A real terminal: a pseudo terminal of a given width, and what a person then sees on it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.cells import cell_len

from tests.support.runs import environment

ERASE = "\r\x1b[K"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Screen:
    """What was written to a terminal."""

    written: list[tuple[float, str]] = field(default_factory=list)
    """Each piece, with the second at which it came."""

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece for _, piece in self.written)

    @property
    def drawings(self) -> list[str]:
        """Every state of the live line, without colours."""
        parts = _COLOUR.sub("", self.text).split(ERASE)[1:]
        return [part for part in parts if part and "\n" not in part]

    @property
    def lines(self) -> list[str]:
        """What stays on the screen, line by line, without colours."""
        plain = _COLOUR.sub("", self.text).replace("\r\n", "\n")
        return [line.rpartition(ERASE)[2] for line in plain.split("\n")]

    @property
    def widest(self) -> int:
        """Columns that the widest state of the live line takes."""
        return max(cell_len(drawing) for drawing in self.drawings)

    def read(self, terminal: int) -> None:
        """Take in what is written until the other side is closed."""
        with contextlib.suppress(OSError), open(terminal, "rb", buffering=0) as stream:
            while piece := stream.read(1 << 16):
                self.written.append((time.monotonic(), piece.decode(errors="replace")))


@contextlib.contextmanager
def terminal(columns: int) -> Iterator[tuple[int, Screen]]:
    """A terminal to write to, by its descriptor, which is closed at the end; then its screen is whole."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    screen = Screen()
    reader = threading.Thread(target=screen.read, args=(ours,))
    reader.start()
    try:
        yield theirs, screen
    finally:
        os.close(theirs)
        reader.join()


def in_terminal(checkout: Path, *args: str, interrupt: str = "") -> tuple[int, Screen]:
    """Run devflow with standard error on a terminal; `interrupt`: Ctrl-C once this was seen there."""
    env = {**environment(), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    argv = (sys.executable, "-m", "devflow", *args)
    with terminal(80) as (theirs, screen):
        child = subprocess.Popen(argv, cwd=checkout, stdout=subprocess.DEVNULL, stderr=theirs, env=env)
        while interrupt and interrupt not in screen.text and child.poll() is None:
            time.sleep(0.02)
        if interrupt:
            child.send_signal(2)
        code = child.wait()
    return code, screen
