"""Makes a session of what a runner's own report tells; the report is hostile input."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from devflow.checks.outcomes.records import read_plain
from devflow.checks.outcomes.session import Item, Result, Session
from devflow.checks.runners import WHOLE, Runner, Told
from devflow.clean import clean, trim
from devflow.handoffs import Outcome
from devflow.process import Completed

_MOST_TESTS = 200_000
_MOST_ID = 1000
_DETAIL = 3000


def read_report(runner: Runner, report: Path, completed: Completed, at: Path) -> Session:
    """The session that a report tells of. An absent or torn report is a session without an end."""
    data, trouble = read_plain(report)
    told, ended = runner.tells(data.decode(errors="replace")) if runner.tells else ((), False)
    items, results = _by_id(islice(told, _MOST_TESTS), at)
    told_of = trim(clean(data[-_DETAIL:].decode(errors="replace")).strip(), _DETAIL)
    if not ended and not trouble:
        trouble = f"{told_of}\n" if told_of else ""
        trouble += f"{runner.name} wrote no {'whole ' if told_of else ''}report"
    return Session(
        completed=completed,
        items=items,
        results=results,
        finished=ended and not completed.timed_out,
        trouble="" if ended else trouble,
        runner=runner.name,
        missing="" if results else _missing(completed, runner.name),
    )


def _by_id(told: Iterable[Told], at: Path) -> tuple[dict[str, Item], dict[str, Result]]:
    items: dict[str, Item] = {}
    results: dict[str, Result] = {}
    for file, name, outcome, detail in told:
        path = file.removeprefix(f"{at.resolve()}/").removeprefix(f"{at}/")
        test = clean(f"{path}::{name}" if path else name)[:_MOST_ID]
        whole = name == WHOLE
        if not whole:
            items[test] = Item(path)
        if test not in results or results[test].outcome is Outcome.PASSED:  # -- the worse of two of one name
            results[test] = Result(outcome, trim(clean(detail), _DETAIL), whole)
    return items, results


def _missing(completed: Completed, runner: str) -> str:
    """The shell did not find the runner."""
    return "not found" if f"{runner}: not found".encode() in completed.stderr else ""
