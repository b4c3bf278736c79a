"""A run in a terminal: summary, checks, cost, receipts and diff; every foreign string cleaned first."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devflow.clean import clean, clean_line
from devflow.report import words
from devflow.report.diffs import FileDiff, file_diffs
from devflow.report.receipts import Receipt, receipts
from devflow.report.sections import Section, Tone, headline, sections, size, state_tone
from devflow.store.store import Run
from devflow.store.view import RunView

# -- columns: wider than any line of a list
_UNCUT = 10_000
_COLOURS = {"+": "green", "-": "red", "@": "cyan", "d": "bold"}
_SIGNS = {"same": " ", "added": "+", "removed": "-", "place": "", "remark": "\\ "}
_TONES: Mapping[Tone, str] = {"good": "green", "bad": "red", "warn": "yellow", "": ""}


def console() -> Console:
    """Standard output: colours only where a terminal takes them, foreign text never read as markup."""
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=True)


def show_review(out: Console, view: RunView, diff: bytes) -> None:
    """What a reviewer needs: the summary on one screen, then the diff, then what can be typed."""
    show_summary(out, view)
    files = file_diffs(view, diff)
    for file in files:
        _show_file(out, file)
    if diff and not files:
        head(out, "Diff")
        show_diff(out, diff)
    show_commands(out, view.run)


def show_summary(out: Console, view: RunView) -> None:
    """What was asked, what needs a human eye, what changed, what was measured, what it took."""
    run = view.run
    out.print(Text.assemble((clean_line(run.ticket.title), "bold"), f"  run {run.id}"))
    out.print(Text(clean_line(words.ending(run)), style=_TONES[state_tone(view)]))
    for word, said in headline(view):
        out.print(Text(f"{word}: {clean_line(said)}"))
    for section in sections(view):
        head(out, clean_line(section.title))
        if section.columns:
            _table(out, section)
        else:
            for row in section.rows:
                out.print(Text(f"  {'  '.join(map(clean_line, row.cells))}", style=_TONES[row.tone]))
                for line in row.below:
                    out.print(Text(f"    {clean_line(line)}"))


def _show_file(out: Console, file: FileDiff) -> None:
    """One changed file: what was found on it, then its lines."""
    head(out, f"{file.file.verb.value} {clean_line(file.path)}  {size(file.file)}")
    for flag in file.flags:
        out.print(Text(f"  {clean_line(flag)}", style="yellow"))
    for line in file.lines:
        out.print(Text(f"{_SIGNS[line.kind]}{line.text}", style=_COLOURS.get(_SIGNS[line.kind], "")))


def show_diff(out: Console, diff: bytes) -> None:
    """A unified diff in colour, its hidden characters shown."""
    for line in clean(diff.decode(errors="replace")).splitlines():
        style = "bold" if line.startswith(("+++", "---")) else _COLOURS.get(line[:1], "")
        out.print(Text(line, style=style))


def show_commands(out: Console, run: Run) -> None:
    """What can be typed next, for the state the run is in."""
    lines: Sequence[str]
    if run.state.value == "ready":
        lines = (
            f"devflow approve {run.id}",
            f"devflow reject {run.id} --note 'why'",
            f"git diff {run.base[:12]} {run.branch}",
        )
    elif run.state.value in ("failed", "interrupted", "not_fit"):
        lines = (f"devflow resume {run.id}", f"devflow show {run.id}")
    elif run.pause is not None:
        lines = run.pause.releases
    elif run.state.value == "approved":
        lines = (f"git merge {run.branch}", f"git push -u origin {run.branch}")
    else:
        return
    sentences(out, "Next", lines)


def show_runs(out: Console, runs: Iterable[Run]) -> None:
    """One line a run, newest first: whole where a program may read it, cut to the width of a terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("run", "when", "state"):
        table.add_column(column, no_wrap=True)
    for column in ("ticket", "branch"):
        table.add_column(column)
    for run in runs:
        cells = (run.id, words.moment(run.created), words.state(run), run.ticket.title, run.branch)
        table.add_row(*(Text(clean_line(cell), no_wrap=True, overflow="ellipsis") for cell in cells))
    if not out.is_terminal:
        out.width = _UNCUT
    out.print(table)


def show_receipts(out: Console, view: RunView) -> None:
    """The flow of a run: its receipts in order, with what each took and completed."""
    head(out, "Receipts")
    for told in receipts(view):
        took = words.seconds(told.seconds)
        out.print(Text.assemble(f"{told.number:3} {told.step:10}{took:>8}  ", clean_line(told.completed)))


def show_receipt(out: Console, told: Receipt) -> None:
    """One receipt: what it completed, decided, left open, used, and who needs it next."""
    head(out, f"Receipt {told.number}, {told.step}: {clean_line(told.completed)}")
    out.print(Text(f"  took {words.seconds(told.seconds)}, digest {told.digest[:12]}"))
    for title, lines in told.lists:
        out.print(Text(f"  {title}", style="bold"))
        for line in lines:
            out.print(Text(f"    {clean_line(line)}"))


def _table(out: Console, section: Section) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in section.columns:
        table.add_column(column, overflow="fold")
    for row in section.rows:
        first, *others = (Text(clean_line(cell)) for cell in row.cells)
        first.stylize(_TONES[row.tone])
        table.add_row(first, *others)
    out.print(table)
    for row in section.rows:
        for line in row.below:
            out.print(Text(f"  {clean_line(row.cells[1])}: {clean_line(line)}"))


def sentences(out: Console, title: str, said: Iterable[str]) -> None:
    """A title and an indented line for each sentence; nothing where there are none."""
    lines = list(said)
    if lines:
        head(out, title)
        for line in lines:
            out.print(Text(f"  {clean_line(line)}"))


def head(out: Console, title: str) -> None:
    """A title, after an empty line."""
    out.print(Text(f"\n{title}", style="bold"))
