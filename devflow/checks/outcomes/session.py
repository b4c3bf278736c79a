"""What one run of a check came to, by id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from devflow.handoffs import Counts, Outcome
from devflow.process import Completed

HOLLOW = "hollow"
"""The digest of a test that does nothing."""
RED = frozenset((Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT))


@dataclass(frozen=True)
class Item:
    """One id that was collected."""

    file: str
    digest: str = ""
    """What the test does; empty where its runner does not tell."""


@dataclass(frozen=True)
class Result:
    """What one id came to."""

    outcome: Outcome
    detail: str = ""
    whole_file: bool = False
    """The id is a file that could not be collected, or skips itself."""


@dataclass(frozen=True)
class Session:
    """What a run of a check came to: ids, outcomes, and whether it reached its end."""

    completed: Completed
    items: Mapping[str, Item] = field(default_factory=dict)
    results: Mapping[str, Result] = field(default_factory=dict)
    running: str = ""
    """The id that had begun and not ended."""
    finished: bool = False
    """The runner itself said that it came to its end."""
    missing: str = ""
    """Why the runner is not in the environment."""
    trouble: str = ""
    """An error of the runner itself, or a report that cannot be trusted."""
    imports: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For changed modules: the files that were imported under their name."""
    runner: str = ""
    left_out: frozenset[str] = frozenset()
    """Ids that were collected and on purpose not run."""

    def outcome(self, test: str) -> Outcome | None:
        """The id's outcome; None where it was not collected, or did not run."""
        result = self.results.get(test)
        return result.outcome if result else None

    def with_outcome(self, *outcomes: Outcome) -> set[str]:
        """The ids that had one of these outcomes."""
        return {test for test, result in self.results.items() if result.outcome in outcomes}

    # -- once for a session: they are asked for each of up to 200,000 ids

    @cached_property
    def passed(self) -> frozenset[str]:
        """The ids that passed."""
        return frozenset(self.with_outcome(Outcome.PASSED))

    @cached_property
    def red(self) -> frozenset[str]:
        """The ids that failed, errored or never came back."""
        return frozenset(self.with_outcome(*RED))

    @cached_property
    def not_run(self) -> frozenset[str]:
        """Ids that were collected, were to be run, and have no outcome."""
        return frozenset(self.items) - frozenset(self.results) - self.left_out

    @cached_property
    def broken_files(self) -> frozenset[str]:
        """Files that could not be collected, or skip themselves whole."""
        return frozenset(test.split("::")[0] for test, result in self.results.items() if result.whole_file)

    def counts(self) -> Counts:
        """How many ids had each outcome."""
        return Counts(**{outcome.value: len(self.with_outcome(outcome)) for outcome in Outcome})

    def files(self, tests: Collection[str]) -> set[str]:
        """The files that these ids live in."""
        return {self.items[test].file if test in self.items else test.split("::")[0] for test in tests}
