"""What a sentence about a run may rest on: the names, counts and texts of its receipts, and nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from devflow.handoffs import (
    Attempt,
    Candidate,
    ChangedSymbol,
    CheckResult,
    Evidence,
    IdChange,
    Spec,
    Summary,
    Ticket,
)

Kind = Literal[
    "file", "symbol", "test", "check", "criterion", "commit", "owner", "held", "source", "command", "quoted"
]
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Thing:
    """One thing of the receipts that a sentence can name."""

    kind: Kind
    key: str


@dataclass(frozen=True)
class Grounds:
    """The receipts of a run's last attempt, as far as words may speak of them."""

    ticket: Ticket
    spec: Spec
    summary: Summary
    attempt: Attempt

    @property
    def candidate(self) -> Candidate:
        """The commit that is spoken of."""
        return self.attempt.candidate

    @property
    def results(self) -> tuple[CheckResult, ...]:
        """Every check, as it was measured."""
        return self.attempt.report.results

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """What shows each criterion, by the criterion's id."""
        pairs = zip(self.spec.criteria, self.summary.evidence, strict=False)
        return {criterion.id: shown for criterion, shown in pairs if criterion.text == shown.criterion}

    @cached_property
    def tests(self) -> Mapping[str, IdChange]:
        """Every test that the receipts name, by its id."""
        return {change.id: change for result in self.results for change in _changes(result)}

    @property
    def new_tests(self) -> tuple[IdChange, ...]:
        """Tests that the patch adds or changes."""
        return tuple(test for result in self.results for test in result.new_tests)

    def symbols(self, change: str) -> tuple[ChangedSymbol, ...]:
        """The definitions that were `added`, `changed` or `removed`."""
        return tuple(each for each in self.summary.symbols if each.change == change)

    @cached_property
    def names(self) -> Mapping[str, frozenset[Thing]]:
        """Everything that can be named, by each of its names."""
        found: dict[str, set[Thing]] = defaultdict(set)
        for name, thing in self._named():
            if name.strip():
                found[name].add(thing)
        return {name: frozenset(things) for name, things in found.items()}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """What was asked, in the words of ticket and spec."""
        spec = self.spec
        criteria = (each.text for each in spec.criteria)
        return (self.ticket.title, self.ticket.body, spec.action, spec.expected, *spec.edge_cases, *criteria)

    def _named(self) -> Iterator[tuple[str, Thing]]:
        yield from self._files_and_symbols()
        yield from self._tests_and_checks()
        for number, criterion in enumerate(self.spec.criteria, start=1):
            for name in (criterion.id, f"criterion {number}", f"criterion {criterion.id}"):
                yield name, Thing("criterion", criterion.id)
            yield from ((name, Thing("criterion", criterion.id)) for name in _as_written(criterion.text))
        for commit, key in ((self.candidate.commit, "candidate"), (self.candidate.base, "base")):
            for length in (7, 8, 10, 12, 40):
                yield commit[:length], Thing("commit", key)
        for owner in self.summary.owner.split(" or "):
            yield owner, Thing("owner", owner)
        for finding in self.attempt.guard.findings:
            yield from ((name, Thing("held", finding.name)) for name in (finding.path, finding.code))
        for quote in self.summary.quotes:
            for source in (quote.source, quote.source.partition("@")[0]):
                yield source, Thing("source", quote.source)
            yield from ((name, Thing("quoted", quote.source)) for name in _as_written(quote.text))
        for command in _CODE.findall(self.summary.roll_back):
            yield command, Thing("command", command)

    def _files_and_symbols(self) -> Iterator[tuple[str, Thing]]:
        for file in self.summary.changed:
            yield from (
                (name, Thing("file", file.path)) for name in {file.path, file.path.rpartition("/")[2]}
            )
        for symbol in self.summary.symbols:
            key = f"{symbol.path}:{symbol.name}"
            for name in {symbol.name, symbol.name.rpartition(".")[2]}:
                yield from ((written, Thing("symbol", key)) for written in (name, f"{name}()"))

    def _tests_and_checks(self) -> Iterator[tuple[str, Thing]]:
        for test in self.tests:
            own = test.rpartition("::")[2]
            yield from ((name, Thing("test", test)) for name in {test, own, own.partition("[")[0]})
        for result in self.results:
            yield result.name, Thing("check", result.name)


def _changes(result: CheckResult) -> Iterable[IdChange]:
    yield from (*result.new_tests, *result.fixed, *result.still_failing)
    yield from (*result.new_failures, *result.removed, *result.newly_skipped)


def _as_written(text: str) -> Iterator[str]:
    """A sentence as it stands, and as it stands inside another; one of few words could be meant otherwise."""
    plain = " ".join(text.split()).rstrip(".")
    if len(plain.split()) > 2:
        yield from {plain, plain[:1].lower() + plain[1:]}
