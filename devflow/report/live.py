"""The live line of a run in a terminal: redrawn in place for the step at work, left standing for each end."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass, field
from typing import TextIO

from rich.cells import cell_len, set_cell_size

from devflow.clean import clean_line
from devflow.events import Event
from devflow.report.progress import Tally, asking, billed
from devflow.report.words import seconds

_TICK = 0.1
_ERASE = "\r\x1b[K"
_GREEN, _RED, _DIM = 32, 31, 2
_WIDTH = 80
# -- columns that the words are not robbed of
_ROOM = 20


@dataclass
class _Step:
    """A step at work."""

    since: float = field(default_factory=time.monotonic)
    doing: str = ""


class LiveLine:
    """Redraws one line about ten times a second; the cursor stays visible, so that a kill leaves no trace."""

    def __init__(self, stream: TextIO, *, coloured: bool) -> None:
        self._stream, self._coloured = stream, coloured
        whole = (stream.encoding or "").lower().replace("-", "") == "utf8"
        self._done, self._stopped, self._wheel = ("✓", "✗", "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏") if whole else ("+", "x", "|/-\\")
        self._tally = Tally()
        self._running: dict[str, _Step] = {}
        self._drawn = ""
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __call__(self, event: Event) -> None:
        """Take an event in; what ends leaves a line, all else shows at the next redraw."""
        with self._lock:
            if self._closed.is_set():
                return
            self._hear(event)
            if not self._ticker.is_alive():
                self._ticker.start()

    def close(self) -> None:
        """Erase the line and write nothing more."""
        self._closed.set()
        if self._ticker.is_alive():
            self._ticker.join()
        with self._lock:
            self._show("")

    def _hear(self, event: Event) -> None:
        taken = self._tally.hear(event)
        match event.kind:
            case "started":
                self._running[event.step] = _Step()
            case "asked":
                self._do(event.step, asking(event))
            case "answered":
                self._do(event.step, event.text and f"no answer: {event.text}")
            case "progress":
                self._do(event.step, event.text)
            case "note" | "branch":
                self._leave(" ", 0, event.step, "", (event.text,))
            case "kept":
                self._running.pop(event.step, None)
                self._leave(self._done, _GREEN, event.step, seconds(event.seconds), taken.words())
            case "reused":
                self._leave(self._done, _DIM, event.step, "", ("kept from before",))
            case "failed":
                self._running.pop(event.step, None)
                self._leave(self._stopped, _RED, event.step, seconds(event.seconds), ())

    def _do(self, step: str, doing: str) -> None:
        if step in self._running:
            self._running[step].doing = doing

    def _leave(self, mark: str, colour: int, step: str, took: str, parts: tuple[str, ...]) -> None:
        """A line that stays; it may be longer than the terminal is wide."""
        sign = f"\x1b[{colour}m{mark}\x1b[0m" if self._coloured and colour else mark
        said = clean_line("  ".join((_head(step, took), *parts))).rstrip()
        self._drawn = ""
        self._write(f"{_ERASE}{sign} {said}\n")

    def _tick(self) -> None:
        while not self._closed.wait(_TICK):
            with self._lock:
                self._show(self._line())

    def _line(self) -> str:
        """The step that began last: what it does, as far as there is room beside the money."""
        if not self._running:
            return ""
        name, step = list(self._running.items())[-1]
        took = time.monotonic() - step.since
        line = f"{self._wheel[int(took / _TICK) % len(self._wheel)]} {_head(name, seconds(took))}"
        others = f"  and {len(self._running) - 1} more" if len(self._running) > 1 else ""
        money = f"  {billed(self._tally.bill)}" if self._tally.bill else ""
        width = self._width() - cell_len(line)
        ending = others + money if width - cell_len(others + money) >= _ROOM else ""
        return line + _cut(clean_line(f"  {step.doing}").rstrip(), width - cell_len(ending)) + ending

    def _width(self) -> int:
        """Columns that can be used: in the last one some terminals wrap already."""
        with contextlib.suppress(OSError, ValueError):
            return (os.get_terminal_size(self._stream.fileno()).columns or _WIDTH) - 1
        return _WIDTH - 1

    def _show(self, line: str) -> None:
        if line != self._drawn:
            self._drawn = line
            self._write(f"{_ERASE}{line}")

    def _write(self, text: str) -> None:
        """A terminal that has gone does not end a run."""
        with contextlib.suppress(OSError):
            self._stream.write(text)
            self._stream.flush()


def _head(step: str, took: str) -> str:
    return f"{step:9} {took:>8}"


def _cut(text: str, columns: int) -> str:
    return text if cell_len(text) <= columns else set_cell_size(text, max(columns, 0))
