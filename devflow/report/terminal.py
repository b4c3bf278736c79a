"""A run in a terminal: summary, checks, cost, receipts and diff; every foreign string cleaned first."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devflow.clean import clean, clean_line
from devflow.handoffs import ChangedFile, CheckResult
from devflow.report import words
from devflow.store.store import Run
from devflow.store.view import RunView

_COLOURS = {"+": "green", "-": "red", "@": "cyan", "d": "bold"}
_STATES = {"ready": "green", "approved": "green", "not_fit": "red", "failed": "red", "rejected": "red"}


def console() -> Console:
    """Standard output: colours only where a terminal takes them, foreign text never read as markup."""
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=True)


def show_review(out: Console, view: RunView, diff: bytes) -> None:
    """What a reviewer needs: the summary on one screen, then the diff, then what can be typed."""
    show_summary(out, view)
    if diff:
        head(out, "Diff")
        show_diff(out, diff)
    show_commands(out, view.run)


def show_summary(out: Console, view: RunView) -> None:
    """What was asked, what changed, what was measured, what needs a human eye, what it took."""
    run = view.run
    out.print(Text.assemble((clean_line(run.ticket.title), "bold"), f"  run {run.id}"))
    state = Text(run.state.value.replace("_", " "), style=_STATES.get(run.state.value, "yellow"))
    out.print(Text.assemble(state, f" — {clean_line(run.reason)}" if run.reason else ""))
    if run.branch:
        out.print(Text(f"branch {clean_line(run.branch)} at {run.head[:12]}, on base {run.base[:12]}"))
    if view.summary is not None:
        summary = view.summary
        out.print(Text(f"asked: {clean_line(summary.asked)}"))
        out.print(
            Text(
                f"risk: {summary.risk.value}"
                + (f", {clean_line(summary.owner)} must approve" if summary.owner else "")
            )
        )
        _files(out, summary.changed)
    if view.report is not None:
        _checks(out, view.report.results)
    if view.summary is not None:
        sentences(out, "Measured", view.summary.proven)
        _evidence(out, view)
        sentences(out, "Needs a human eye", view.summary.look_at)
        sentences(out, "Roll back", (view.summary.roll_back,))
    _cost(out, view)


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
    elif run.state.value == "approved":
        lines = (f"git merge {run.branch}", f"git push -u origin {run.branch}")
    else:
        return
    sentences(out, "Next", lines)


def show_runs(out: Console, runs: Iterable[Run]) -> None:
    """One line a run, newest first."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("run", "when", "state", "ticket", "branch"):
        table.add_column(column, overflow="fold")
    for run in runs:
        cells = (run.id, words.moment(run.created), run.state.value, run.ticket.title, run.branch)
        table.add_row(*(Text(clean_line(cell)) for cell in cells))
    out.print(table)


def show_receipts(out: Console, view: RunView) -> None:
    """The flow of a run: its receipts in order, with what each took."""
    head(out, "Receipts")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("#", "step", "gave", "seconds", "digest"):
        table.add_column(column)
    for number, row in enumerate(view.receipts, start=1):
        cells = (str(number), row["step"], row["kind"], f"{row['seconds']:.2f}", row["digest"][:12])
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)


def _files(out: Console, changed: tuple[ChangedFile, ...]) -> None:
    head(out, f"{len(changed)} file{'' if len(changed) == 1 else 's'} changed")
    for file in changed:
        size = "binary" if file.binary else f"+{file.added} -{file.removed}"
        out.print(Text(f"  {file.verb.value:7} {clean_line(file.path)}  {size}"))


def _checks(out: Console, results: tuple[CheckResult, ...]) -> None:
    head(out, "Checks")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "check", "before", "after", "took"):
        table.add_column(column, overflow="fold")
    for result in results:
        colour = "green" if result.status == "green" else "red"
        status = Text(result.status.replace("_", " "), style=colour)
        before, after = (Text(words.measured(result, value)) for value in (result.before, result.after))
        took = Text(words.seconds(result.seconds_before + result.seconds_after))
        table.add_row(status, Text(clean_line(result.name)), before, after, took)
    out.print(table)


def _evidence(out: Console, view: RunView) -> None:
    if view.summary is None or not view.summary.evidence:
        return
    head(out, "Acceptance, with tests whose names speak of it")
    for item in view.summary.evidence:
        shown = ", ".join(clean_line(name) for name in item.shown_by) or "not shown"
        out.print(Text(f"  {clean_line(item.criterion)}\n    {shown}"))


def _cost(out: Console, view: RunView) -> None:
    head(out, "Cost")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("step", "worked", "seconds", "calls", "tokens", "money", "model"):
        table.add_column(column)
    for figure in (*view.figures, words.total(view)):
        cells = (
            figure.step,
            str(figure.worked),
            f"{figure.seconds:.2f}",
            str(figure.calls or "—"),
            str(figure.tokens or "—"),
            words.money(figure),
            ", ".join(figure.models),
        )
        table.add_row(*(Text(clean_line(cell)) for cell in cells))
    out.print(table)
    for number, report in enumerate(view.reports, start=1):
        said = "; ".join(
            f"{result.name} {result.status} — {result.reason.rstrip('.')}" for result in report.results
        )
        out.print(Text(clean_line(f"attempt {number} of {view.attempts}: {said or 'no check was found'}")))


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
