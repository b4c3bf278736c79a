"""Runs one check in fresh checkouts of candidate and base, and adds up the seconds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from math import inf
from pathlib import Path

from devflow.checks.check import Check, Task
from devflow.checks.laying import changed_tests
from devflow.checks.outcomes.baselines import Baseline, joined
from devflow.checks.outcomes.session import Session
from devflow.checks.paths import is_test, is_test_module, names_dependencies
from devflow.checks.runners import RUNNERS
from devflow.checks.running import Place, run_session
from devflow.checks.trees import Trees
from devflow.checks.verdicts.difference import SOON
from devflow.handoffs import Outcome, Verb

LEAST_LAID = 60.0
"""Seconds: what tests may take at least on sources that they were not written for."""
SHORT = 10.0
"""Seconds: what a suite may take for no tests to be run before it."""
_MOST_RED = 200
"""So many ids that are red on the base are run again at most."""
_WHOLE_BASE = 5.0
"""Seconds: what a suite may take for its base to be run whole."""


def unproven_files(after: Session, green: set[str]) -> set[str]:
    """The files in which something is not green on the candidate, those that could not be loaded too."""
    return after.files((set(after.items) - green) | after.red)


def _ended(session: Session) -> Session | None:
    return session if session.finished else None


class Sides:
    """One check, its two sides, and what is known of the base."""

    def __init__(
        self, check: Check, trees: Trees, place: Place, tell: Callable[[str], None], baseline: Baseline
    ) -> None:
        self._check, self._trees, self._place, self._tell = check, trees, place, tell
        self._baseline = baseline
        self.known = baseline.known()
        self.by_id = RUNNERS[check.runner].sealed
        """Single ids can be run."""
        self.by_file = check.runner == "pytest" or bool(check.some)
        """Single files can be run."""
        self.seconds = {"base": 0.0, "candidate": 0.0}
        self._some: Session | None = None
        """The base's outcomes in some files, for runners that are given files."""
        self.laid: Session | None = None
        """The changed test files on the base's sources, where that was run ahead."""

    @property
    def limit(self) -> float:
        """Seconds that one run may take."""
        return self._place.limits.seconds

    def on_candidate(self, task: Task, words: str, seconds: float = inf) -> Session:
        """Run on the candidate, for `seconds` where that is less than the limit."""
        return self._run("candidate", self._trees.candidate(), task, words, seconds)

    def on_base(self, task: Task, words: str, seconds: float = inf) -> Session:
        """Run on the base."""
        return self._run("base", self._trees.base(), task, words, seconds)

    def on_laid(self, task: Task, words: str, seconds: float) -> Session:
        """Run the candidate's tests on the base's sources.

        Without the fix of something endless its tests are endless: they get `seconds`, not the limit.
        """
        return self._run("base", self._trees.laid(), task, words, seconds)

    def ahead(self, near: Collection[str], *, whole: bool) -> None:
        """Run on the base, before the candidate's outcomes are known, what is asked of it for nearly every
        patch: all or the files `near`, and the changed test files once more as the candidate has them."""
        changed = {file.path: file.verb for file in self._trees.changed}
        there = [path for path in near if changed.get(path) is not Verb.CREATE]
        if self.known is None and (whole or not (self.by_id or self.by_file)):
            self.known = _ended(self.on_base(Task(), "the whole suite, on the base"))
        elif self.known is None and self.by_id:
            self.known = _ended(self.on_base(Task(within=there), "the nearest tests, on the base"))
        elif self.known is None and there:
            self._some = _ended(self.on_base(Task(files=there), "the nearest tests, on the base"))
        own = [path for path in near if path in changed]
        if own or (not self.by_id and not self.by_file and any(map(is_test, changed))):
            seconds = max(LEAST_LAID, 4 * self.seconds["base"])
            words = "the patch's tests without the patch"
            self.laid = self.on_laid(self._task_of_laid(own), words, seconds)

    def _task_of_laid(self, own: Collection[str]) -> Task:
        """The tests of these files, and in the same start what is red on the base in others."""
        known = self.known
        if not self.by_file:
            return Task(within=own) if self.by_id else Task()
        if known is None or not self.by_id:
            return Task(files=own)
        red = {test for test in known.red & known.items.keys() if known.items[test].file not in own}
        red = red if len(red) <= _MOST_RED and known.completed.seconds <= SOON else set()
        others = known.files(red)
        left_out = {test for test, item in known.items.items() if item.file in others} - red
        return Task(files={*own, *others}, leave_out=left_out)

    def again_on_laid(self, tests: Collection[str]) -> dict[str, Outcome]:
        """What tests of the base came to beside the patch's own, where these change nothing about them."""
        laid, changed = self.laid, {file.path for file in changed_tests(self._trees.changed)}
        if laid is None or not all(map(is_test_module, changed)):  # -- tests may share what was changed
            return {}
        there = laid.results.keys() & tests
        return {test: laid.results[test].outcome for test in there if not laid.files([test]) & changed}

    def put_back(self, task: Task, files: Collection[str], words: str) -> Session:
        """Run the base's tests of these files on the candidate's sources."""
        return self._run("candidate", self._trees.put_back(files), task, words)

    def base_for(self, after: Session, near: set[str]) -> Session:
        """The base's session, as far as it is needed to judge `after`: ids whose files are near, and ids that
        are not green on the candidate. What is known already is not run again."""
        green = {test for test in after.passed if test in after.items and after.items[test].file not in near}
        if self.known is not None:
            wanted = set(self.known.left_out) - green
            before = self.known
            if wanted:
                task = Task(only=wanted, files=before.files(wanted))
                before = joined(before, self.on_base(task, "what is not known of the base yet"))
        elif self._some is None and self._costs_little(after):
            before = self.on_base(Task(), "the whole suite, on the base")
        elif self.by_id:
            before = self.on_base(Task(leave_out=green), "what is not green, on the base")
        else:
            return self._files_of_base(after, green)
        self._keep(before, after)
        return before

    def _costs_little(self, after: Session) -> bool:
        """Whether the whole base is run: it takes no longer than to ask for a part, or no part can be had."""
        return after.completed.seconds <= _WHOLE_BASE or not (self.by_id or self.by_file)

    def _keep(self, before: Session, after: Session) -> None:
        """Keep what is known of the base, with how long the whole suite takes."""
        if before.finished:
            self.known = before
            whole = replace(before.completed, seconds=after.completed.seconds)
            self._baseline.keep(replace(before, completed=whole))

    def _files_of_base(self, after: Session, green: set[str]) -> Session:
        """For runners that are given files: ids of the files that are left out are taken to be on the base
        as well, as neither these files nor what else tests read was changed."""
        own = {item.file for item in after.items.values()}
        touched = [f.path for f in self._trees.changed if is_test(f.path) or names_dependencies(f.path)]
        others = set(touched) - own
        wanted = unproven_files(after, green)
        if others or "" in own or not wanted:
            return self.on_base(Task(), "the whole suite, on the base")
        before = self._some
        missing = wanted - (before.files(before.results) if before is not None else set())
        if before is None or missing:
            rest = self.on_base(Task(files=missing or wanted), "the files that are not green, on the base")
            before = rest if before is None else joined(before, rest)
        same = {test: item for test, item in after.items.items() if item.file not in wanted}
        items = {**same, **before.items}
        return replace(before, items=items, left_out=frozenset(set(same) - set(before.results)))

    def _run(self, side: str, checkout: Path, task: Task, words: str, seconds: float = inf) -> Session:
        self._tell(f"{self._check.name}: {words}")
        place = self._place.within(min(seconds, self.limit))
        session = run_session(self._check, checkout, place, task)
        self.seconds[side] += session.completed.seconds
        return session
