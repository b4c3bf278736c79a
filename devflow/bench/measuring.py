"""One past commit after the other: run as a ticket, then measured with the commit's own tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from devflow.bench.choosing import PastFix, is_source
from devflow.engine import Engine
from devflow.errors import DevflowError
from devflow.events import Event, silent
from devflow.handoffs import Candidate, CheckReport, Context, FileEdit
from devflow.steps.checks import run_checks
from devflow.store.store import Run
from devflow.store.view import RunView
from devflow.toolbox import Toolbox
from devflow.wiring import Replies

_NOTHING = Context(files=(), snippets=(), tests=(), tokens=0)


@dataclass(frozen=True)
class Compared:
    """What devflow made of a past commit's ticket, beside the commit."""

    fix: PastFix
    view: RunView | None
    """The run; None where it could not be started."""
    fault: str = ""
    """Why there is no run, or why the own tests could not be measured."""
    own: frozenset[str] = frozenset()
    """Tests that the commit made pass."""
    passed: frozenset[str] = frozenset()
    """Those of them that pass with devflow's candidate and the commit's tests."""

    @property
    def files(self) -> frozenset[str]:
        """The files of source that the candidate changes."""
        changed = self.view.candidate.changed if self.view and self.view.candidate else ()
        return frozenset(file.path for file in changed if is_source(file.path))

    @property
    def hit(self) -> frozenset[str]:
        """Those of them that the commit changed as well."""
        return self.files & {file.path for file in self.fix.source}

    @property
    def lines(self) -> int:
        """Lines of source that the candidate adds and removes."""
        changed = self.view.candidate.changed if self.view and self.view.candidate else ()
        return sum(file.added + file.removed for file in changed if is_source(file.path))

    @property
    def cost(self) -> Decimal:
        """Dollars that models were paid, as far as prices are known."""
        figures = self.view.figures if self.view else ()
        return sum((figure.cost for figure in figures if figure.paid), Decimal(0))

    @property
    def seconds(self) -> float:
        """What the steps of the run took."""
        return sum(figure.seconds for figure in self.view.figures) if self.view else 0.0


def compare(engine: Engine, fix: PastFix, flags: Mapping[str, Any], replies: Replies) -> Compared:
    """Run one past commit's ticket at its parent, and hold the result against the commit.

    Raises:
        KeyboardInterrupt: as `Engine.carry`.
    """
    try:
        run = engine.start(fix.ticket, fix.parent, flags, replies)
    except DevflowError as error:
        return Compared(fix, None, error.message)
    try:
        view = engine.carry(run)
    except DevflowError:
        # -- it paused or could not finish; its state says so
        view = engine.view(run.id)
    try:
        own, passed = _own_tests(engine, run, fix, view.candidate)
    except DevflowError as error:
        return Compared(fix, view, f"the commit's own tests could not be measured: {error.message}")
    return Compared(fix, view, "", own, passed)


def proven(report: CheckReport) -> frozenset[str]:
    """Tests that failed or were absent on the base and pass on the candidate."""
    changes = (each for result in report.results for each in (*result.new_tests, *result.mended))
    return frozenset(each.id for each in changes if each.after == "passed" and each.before != "passed")


def _own_tests(
    engine: Engine, run: Run, fix: PastFix, candidate: Candidate | None
) -> tuple[frozenset[str], frozenset[str]]:
    """What the commit's tests say of the commit, and of a candidate: nothing where there is none."""
    with engine.store.hold(run.id) as folder:
        tools = engine.toolbox(engine.store.run(run.id), folder, silent)
        own = proven(run_checks(tools, _NOTHING, _frozen(tools, fix, fix.commit)))
        if not own or candidate is None:
            return own, frozenset()
        tested = tools.repo.commit(
            fix.parent, candidate.commit, _tests(tools, fix), "The commit's own tests\n", tools.started
        )
        return own, own & proven(run_checks(tools, _NOTHING, _frozen(tools, fix, tested)))


def _tests(tools: Toolbox, fix: PastFix) -> Iterator[FileEdit]:
    for file in fix.tests:
        yield FileEdit(path=file.path, content=tools.objects.blob(file.new_blob))


def _frozen(tools: Toolbox, fix: PastFix, commit: str) -> Candidate:
    """A commit as the checks take it."""
    changed = tools.objects.changed(fix.parent, commit)
    return Candidate(base=fix.parent, commit=commit, tree=tools.repo.tree_of(commit), changed=changed)


def bench(
    engine: Engine,
    fixes: Iterator[PastFix],
    flags: Mapping[str, Any],
    scripts: Path | None,
    budget: Decimal,
) -> Iterator[Compared]:
    """Each past commit compared, in order, until the budget of all of them together is spent."""
    left = budget
    for fix in fixes:
        if left <= 0:
            engine.tell(Event("bench", "note", f"the budget of ${budget} is spent: the rest is left out"))
            return
        replies = Replies(cache=False)
        if scripts is not None:
            replies = Replies(script=scripts / f"{fix.commit[:12]}.jsonl")
        engine.tell(Event("bench", "note", f"{fix.commit[:12]} {fix.ticket.title}"))
        compared = compare(engine, fix, {"budget.money": left, **flags}, replies)
        left -= compared.cost
        yield compared
