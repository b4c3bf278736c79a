"""Figures over many runs, in words, as data and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from rich.table import Table
from rich.text import Text

from devflow.clean import clean_line
from devflow.counting import counted
from devflow.report import terminal
from devflow.report.data import Part, Told
from devflow.store.advice import ENOUGH, Advice
from devflow.store.stats import Line, Stats

COLUMNS = ("runs", "worked", "rework", "seconds", "latency", "calls", "unusable", "errors", "dollars")


class FigureRow(Part):
    """What one step, model, route, repository or week took."""

    name: str
    runs: int
    worked: int
    rework: int
    """How often it did again, in a run, what it had done."""
    seconds: float
    latency: float
    """Seconds of one time that it worked."""
    calls: int
    unusable: int
    """Calls without a usable answer."""
    errors: float
    """Which part of its calls these are."""
    dollars: Decimal
    """As far as prices are known."""


class SentBackRow(Part):
    """A note that sent a run back."""

    run: str
    step: str
    note: str


class FiguresTold(Told):
    """Rework, time and cost over many runs."""

    version: int = 2
    runs: int
    finished: int
    first_pass: int
    approved: int
    cost: Decimal
    cost_of_approved: Decimal | None
    by_step: tuple[FigureRow, ...]
    by_model: tuple[FigureRow, ...]
    by_route: tuple[FigureRow, ...]
    by_repo: tuple[FigureRow, ...]
    by_week: tuple[FigureRow, ...]
    sent_back: tuple[SentBackRow, ...]
    advice: tuple[Advice, ...]


def show(stats: Stats) -> None:
    """How runs ended, what everything took, what was sent back, and what that advises."""
    out = terminal.console()
    for said in headline(stats):
        out.print(Text(said))
    for title, lines in stats.by.items():
        if not lines:
            continue
        terminal.head(out, title)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("", *COLUMNS):
            table.add_column(column, overflow="fold")
        for line in lines:
            table.add_row(*(Text(clean_line(cell)) for cell in cells(line)))
        out.print(table)
    terminal.sentences(out, "Sent back", sent_back(stats))
    terminal.sentences(out, "Advice", advised(stats))


def headline(stats: Stats) -> Iterator[str]:
    """How many runs there were, how many came through at once, and what an approved branch cost."""
    yield f"{counted(stats.runs, 'run')}, {stats.finished} with a candidate, {stats.approved} approved"
    if stats.finished:
        share = 100 * stats.first_pass / stats.finished
        yield f"first pass: {stats.first_pass} of {stats.finished} ({share:.0f}%)"
    if stats.cost_of_approved is not None:
        yield f"an approved branch cost ${stats.cost_of_approved:.4f}"


def sent_back(stats: Stats) -> list[str]:
    """What reviewers sent back, and why."""
    return [f"{run} to {step}: {note}" for run, step, note in stats.sent_back]


def advised(stats: Stats) -> list[str]:
    """The advice in sentences, or why there is none."""
    few = (
        f"{counted(stats.finished, 'run')} with a candidate: too few to advise anything, {ENOUGH} are needed"
    )
    return [each.said for each in stats.advice] or ([few] if stats.finished < ENOUGH else ["none"])


def told(stats: Stats) -> FiguresTold:
    """The same for --json."""
    return FiguresTold(
        runs=stats.runs,
        finished=stats.finished,
        first_pass=stats.first_pass,
        approved=stats.approved,
        cost=stats.cost,
        cost_of_approved=stats.cost_of_approved,
        sent_back=tuple(SentBackRow(run=run, step=step, note=note) for run, step, note in stats.sent_back),
        advice=stats.advice,
        **{f"by_{title}": tuple(map(_row, lines)) for title, lines in stats.by.items()},
    )


def as_csv(stats: Stats) -> str:
    """A row for each line of every table; a cell that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("by", "name", *COLUMNS))
    for title, lines in stats.by.items():
        for line in lines:
            name, *figures = cells(line)
            name = clean_line(name)
            writer.writerow((title, f"'{name}" if name[:1] in tuple("=+-@") else name, *figures))
    return out.getvalue()


def cells(line: Line) -> tuple[str, ...]:
    took = (f"{line.seconds:.1f}", f"{line.latency:.1f}")
    errors = f"{100 * line.errors:.0f}%" if line.calls else ""
    counts = (len(line.runs), line.worked, line.rework)
    return (
        line.name,
        *map(str, counts),
        *took,
        str(line.calls),
        str(line.failed),
        errors,
        f"{line.cost:.4f}",
    )


def _row(line: Line) -> FigureRow:
    return FigureRow(
        name=line.name,
        runs=len(line.runs),
        worked=line.worked,
        rework=line.rework,
        seconds=round(line.seconds, 1),
        latency=round(line.latency, 1),
        calls=line.calls,
        unusable=line.failed,
        errors=line.errors,
        dollars=line.cost,
    )
