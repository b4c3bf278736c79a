"""The live line on a real terminal: it fits, is drawn in bounds, and leaves nothing but what ended."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import TextIO

import pytest

from devflow.events import Bill, Event
from devflow.report.listening import listener
from tests.support.screen import ERASE, Screen, terminal

MODEL = "compatible/a-model-with-a-name"
EVENTS = (
    *(Event("spec", "started"), Event("spec", "asked", model=MODEL, tokens=9000)),
    Event(
        "spec",
        "answered",
        seconds=2,
        model=MODEL,
        tokens=1204,
        bill=Bill(1204, Decimal("0.0012"), Decimal(1)),
    ),
    Event("spec", "kept", seconds=2.04),
    *(
        Event("checks", "started"),
        Event("checks", "progress", "日本語 \x1b[2J of the whole suite, on the base"),
    ),
)
TTY = {"TERM": "xterm-256color"}


def shown(
    columns: int = 80, env: Mapping[str, str] = TTY, seconds: float = 0.3, encoding: str = "utf-8"
) -> Screen:
    """The screen after a run that is stopped in the middle of its checks."""
    with terminal(columns) as (theirs, screen), _stream(theirs, encoding) as stream:
        hear = listener(stream, env)
        for event in EVENTS:
            hear(event)
        time.sleep(seconds)
        hear(Event("checks", "note", "pytest red: 1 new failure."))
        time.sleep(seconds)
        hear.close()
        hear(Event("checks", "kept", seconds=1))
    return screen


def _stream(terminal: int, encoding: str) -> TextIO:
    """Standard error as a process on this terminal would have it."""
    return os.fdopen(os.dup(terminal), "w", encoding=encoding, errors="backslashreplace")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_line_fits_and_says_what_is_left_where_there_is_room(columns: int) -> None:
    screen = shown(columns)
    assert len(screen.drawings) >= 2
    assert screen.widest < columns
    assert ("$0.0012 spent, $1.0000 left" in screen.drawings[-1]) == (columns > 40)
    assert "日本語" in screen.drawings[-1]
    assert screen.text.count("\x1b") == screen.text.count(ERASE) + screen.text.count("\x1b[32m") * 2


def test_what_ended_stays_and_nothing_is_written_after_the_end() -> None:
    spec, note, last = shown().lines
    assert spec == f"✓ spec         2.0 s  $0.0012 spent, $1.0000 left  {MODEL}  1,204 tokens"
    assert note == f"  checks{' ' * 14}pytest red: 1 new failure."
    assert last == ""


def test_a_terminal_without_a_size_is_taken_for_80_columns() -> None:
    assert 40 < shown(0).widest < 80


def test_it_is_drawn_about_ten_times_a_second() -> None:
    began = time.monotonic()
    drawn = len(shown(seconds=0.5).drawings)
    assert 2 < drawn <= 10 * (time.monotonic() - began) + 1


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": ""}, {}])
def test_a_terminal_that_cannot_redraw_gets_lines(env: Mapping[str, str]) -> None:
    screen = shown(env=env)
    assert "\x1b" not in screen.text
    assert screen.lines[1].startswith("spec      done in 2.0 s, $0.0012 spent, $1.0000 left, compatible/")


def test_no_color_is_kept_and_other_terminals_have_it() -> None:
    assert "\x1b[32m✓" in shown().text
    plain = shown(env={**TTY, "NO_COLOR": "1"}).text
    assert ERASE in plain
    assert "\x1b[32m" not in plain


def test_a_terminal_without_utf_8_gets_letters_it_has() -> None:
    screen = shown(encoding="ascii")
    assert screen.text.isascii()
    assert screen.lines[0].startswith("+ spec")
