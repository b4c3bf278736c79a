"""What is shown in a terminal is shown literally: no byte of a ticket, a path or a diff is obeyed."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from devflow.events import Event
from devflow.handoffs import ChangedFile, Risk, Summary, Ticket, Verb
from devflow.report import data, terminal
from devflow.report.progress import Lines
from devflow.store.store import Run, RunState
from devflow.store.view import RunView

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m \u202eevil\u200b [/oops] [link=http://x]y[/link] \r\x00"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]")


def hostile_view() -> RunView:
    ticket = Ticket(title=EVIL, body=EVIL, source="-")
    run = Run(
        "abc234",
        0.0,
        0.0,
        RunState.READY,
        EVIL,
        "",
        ticket,
        "b" * 40,
        {},
        f"devflow/{EVIL}",
        "c" * 40,
        EVIL,
        None,
        "",
        None,
    )
    changed = ChangedFile(
        path=f"src/{EVIL}.py",
        verb=Verb.MODIFY,
        old_mode="100644",
        new_mode="100644",
        old_blob="",
        new_blob="",
    )
    summary = Summary(
        title=EVIL,
        asked=EVIL,
        risk=Risk.HIGH,
        owner=EVIL,
        changed=(changed,),
        proven=(EVIL,),
        evidence=(),
        look_at=(EVIL,),
        roll_back=EVIL,
    )
    return RunView(run, None, None, None, None, None, None, summary, None, (), (), 1)


def shown(width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, markup=False, highlight=False, emoji=False, width=width, force_terminal=False)
    view = hostile_view()
    terminal.show_review(console, view, f"+{EVIL}\n-old\n@@ {EVIL}\n".encode())
    terminal.show_runs(console, [view.run])
    terminal.show_receipts(console, view)
    return out.getvalue()


@pytest.mark.parametrize("terminal_", [True, False])
def test_a_run_is_one_line_of_the_list(terminal_: bool) -> None:
    out = io.StringIO()
    console = Console(file=out, markup=False, width=80, force_terminal=terminal_, color_system=None)
    terminal.show_runs(console, [hostile_view().run] * 3)
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert all(cell_len(line) <= 80 for line in lines) == terminal_
    assert ("…" in lines[1]) == terminal_


def test_no_control_or_hidden_character_reaches_the_terminal() -> None:
    assert not CONTROL.findall(shown())


def test_markup_in_foreign_text_is_text() -> None:
    assert "[/oops] [link=http://x]y[/link]" in shown(400)


def test_hidden_characters_are_shown_by_number() -> None:
    assert "<U+202E>evil<U+200B>" in shown(400)


def test_progress_is_cleaned_and_on_one_line() -> None:
    out = io.StringIO()
    Lines(out)(Event("patch", "progress", f"{EVIL}\nsecond"))
    assert out.getvalue().count("\n") == 1
    assert not CONTROL.findall(out.getvalue())


def test_the_data_of_a_run_is_versioned_and_whole() -> None:
    told = data.view_told(hostile_view()).model_dump(mode="json")
    assert told["version"] == data.VERSION
    assert told["summary"]["changed"][0]["verb"] == "modify"
    assert told["report"] is None
