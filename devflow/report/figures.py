"""Figures over many runs, in words, as data and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from devflow.clean import clean_line
from devflow.report import terminal
from devflow.store.stats import ENOUGH, Line, Stats

_COLUMNS = ("runs", "worked", "rework", "seconds", "calls", "unusable", "dollars")
VERSION = 1


def show(told: Stats) -> None:
    """How runs ended, what each step, model and week took, what was sent back, and what that advises."""
    out = terminal.console()
    out.print(Text(f"{told.runs} runs, {told.finished} with a candidate, {told.approved} approved"))
    if told.finished:
        share = 100 * told.first_pass / told.finished
        out.print(Text(f"first pass: {told.first_pass} of {told.finished} ({share:.0f}%)"))
    if told.cost_of_approved is not None:
        out.print(Text(f"an approved branch cost ${told.cost_of_approved:.4f}"))
    for title, lines in _groups(told):
        terminal.head(out, title)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("", *_COLUMNS):
            table.add_column(column, overflow="fold")
        for line in lines:
            table.add_row(*(Text(clean_line(cell)) for cell in _cells(line)))
        out.print(table)
    terminal.sentences(out, "Sent back", [f"{run} to {step}: {note}" for run, step, note in told.sent_back])
    few = f"{told.finished} runs with a candidate are too few to advise anything; {ENOUGH} are needed"
    terminal.sentences(out, "Advice", told.advice or ([few] if told.finished < ENOUGH else ["none"]))


def data(told: Stats) -> dict[str, Any]:
    """The same for --json."""
    cost = told.cost_of_approved
    return {
        "version": VERSION,
        "runs": told.runs,
        "finished": told.finished,
        "first_pass": told.first_pass,
        "approved": told.approved,
        "cost": str(told.cost),
        "cost_of_approved": None if cost is None else str(cost),
        **{f"by_{title}": [_line(line) for line in lines] for title, lines in _groups(told)},
        "sent_back": [{"run": run, "step": step, "note": note} for run, step, note in told.sent_back],
        "advice": list(told.advice),
    }


def as_csv(told: Stats) -> str:
    """A row for each step, model and week; a cell that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("by", "name", *_COLUMNS))
    for title, lines in _groups(told):
        for line in lines:
            name, *figures = _cells(line)
            name = clean_line(name)
            writer.writerow((title, f"'{name}" if name[:1] in tuple("=+-@") else name, *figures))
    return out.getvalue()


def _groups(told: Stats) -> Iterator[tuple[str, tuple[Line, ...]]]:
    yield "step", told.by_step
    yield "model", told.by_model
    yield "week", told.by_week


def _cells(line: Line) -> tuple[str, ...]:
    counts = (len(line.runs), line.worked, line.rework, f"{line.seconds:.1f}", line.calls, line.failed)
    return (line.name, *map(str, counts), f"{line.cost:.4f}")


def _line(line: Line) -> dict[str, Any]:
    return dict(zip(("name", *_COLUMNS), (line.name, *_cells(line)[1:]), strict=True))
