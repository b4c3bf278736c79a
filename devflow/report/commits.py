"""What `devflow bench commits` compared, as a table and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.text import Text

from devflow.bench.choosing import PastFix
from devflow.bench.measuring import Compared
from devflow.clean import clean_line
from devflow.counting import counted
from devflow.report import terminal, words
from devflow.report.data import Part, Told


class CommitRow(Part):
    """A past commit, and what devflow made of its ticket."""

    commit: str
    title: str
    run: str
    """Empty where none was started."""
    state: str
    """Of the run; empty where there is none."""
    code: str
    """Of the pause or error that ended it."""
    reason: str
    own_tests: int
    """Tests that the commit made pass; 0 where that could not be measured here."""
    own_passed: int
    """Those of them that pass with devflow's candidate."""
    files: int
    """Source files that the commit changed."""
    files_hit: int
    """Those of them that the candidate changed as well."""
    files_other: int
    """Source files that only the candidate changed."""
    lines: int
    """Lines of source that the commit added and removed."""
    lines_made: int
    """Likewise of the candidate."""
    attempts: int
    seconds: float
    dollars: Decimal
    """As far as prices are known."""
    fault: str
    """Why something could not be measured."""


class CommitsTold(Told):
    """Past commits of the repository as tickets, and what came of them."""

    base: str
    models: tuple[str, ...]
    """Who answered, as they were asked."""
    ready: int
    own_tests: int
    own_passed: int
    dollars: Decimal
    seconds: float
    commits: tuple[CommitRow, ...]


def told(base: str, compared: Sequence[Compared]) -> CommitsTold:
    """All of it for --json."""
    rows = tuple(_row(each) for each in compared)
    asked = (model for each in compared if each.view for fig in each.view.figures for model in fig.models)
    return CommitsTold(
        base=base,
        models=tuple(dict.fromkeys(asked)),
        ready=sum(row.state == "ready" for row in rows),
        own_tests=sum(row.own_tests for row in rows),
        own_passed=sum(row.own_passed for row in rows),
        dollars=sum((row.dollars for row in rows), Decimal(0)),
        seconds=sum(row.seconds for row in rows),
        commits=rows,
    )


def show(compared: Sequence[Compared]) -> None:
    """Each commit with what came of its ticket, then the sums."""
    out = terminal.console()
    rows = [_row(each) for each in compared]
    for each, row in zip(compared, rows, strict=True):
        out.print(Text(f"{row.commit[:12]}  {clean_line(row.title)}", style="bold"))
        out.print(Text(f"    {', '.join(_said(each, row))}"))
        why = row.fault or (row.reason if row.state != "ready" else "")
        if why:
            out.print(Text(f"    {clean_line(why)}"))
    ready = sum(row.state == "ready" for row in rows)
    passed, own = sum(row.own_passed for row in rows), sum(row.own_tests for row in rows)
    dollars = sum((row.dollars for row in rows), Decimal(0))
    sums = (
        f"{counted(rows, 'commit')}, {ready} ready for review",
        f"{passed} of {counted(own, 'own test')} pass",
        words.seconds(sum(row.seconds for row in rows)),
        f"${dollars:.4f}" if any(map(_paid, compared)) else "no model is paid",
    )
    out.print(Text(f"\n{', '.join(sums)}"))


def _said(each: Compared, row: CommitRow) -> Iterator[str]:
    """What is measured of one commit's run."""
    if each.view is None:
        yield "not run"
        return
    yield f"{row.state.replace('_', ' ')} {row.code}".strip()
    yield f"{row.own_passed} of {counted(row.own_tests, 'own test')}" if row.own_tests else "no own test ran"
    other = f" and {row.files_other} other" if row.files_other else ""
    yield f"{row.files_hit} of {counted(row.files, 'file')}{other}"
    yield f"{row.lines_made} lines for {row.lines}"
    yield counted(row.attempts, "attempt")
    yield words.seconds(row.seconds)
    yield f"${row.dollars:.4f}" if _paid(each) else "no model is paid"


def _paid(each: Compared) -> bool:
    return each.view is not None and any(figure.paid for figure in each.view.figures)


def show_chosen(fixes: Sequence[PastFix]) -> None:
    """The commits that would be run, each as its ticket reads."""
    out = terminal.console()
    for fix in fixes:
        size = f"{counted(fix.source, 'source file')}, {counted(fix.lines, 'line')}"
        out.print(Text(f"{fix.commit[:12]}  {clean_line(fix.ticket.title)}  ({size})"))


def _row(each: Compared) -> CommitRow:
    run = each.view.run if each.view else None
    return CommitRow(
        commit=each.fix.commit,
        title=each.fix.ticket.title,
        run=run.id if run else "",
        state=run.state.value if run else "",
        code=run.code if run else "",
        reason=run.reason if run else "",
        own_tests=len(each.own),
        own_passed=len(each.passed),
        files=len(each.fix.source),
        files_hit=len(each.hit),
        files_other=len(each.files - each.hit),
        lines=each.fix.lines,
        lines_made=each.lines,
        attempts=each.view.attempts if each.view else 0,
        seconds=round(each.seconds, 1),
        dollars=each.cost,
        fault=each.fault,
    )
