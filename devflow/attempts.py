"""Attempts at a patch: one after the other until the checks are content, and several at once at the first."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace

from devflow.errors import DevflowError, EditError, Paused, ScriptEnded, StepFailed
from devflow.events import Event
from devflow.handoffs import (
    Answers,
    Attempt,
    Candidate,
    CheckReport,
    Choice,
    Context,
    Draft,
    Facts,
    GuardReport,
    Patch,
    Route,
    Scope,
    Spec,
    Ticket,
)
from devflow.process import Ended, until
from devflow.steps.candidate import freeze
from devflow.steps.checks import run_checks
from devflow.steps.choose import choose, enough, size
from devflow.steps.draft import patch_of
from devflow.steps.guard import inspect
from devflow.steps.patch import write_patch
from devflow.store.ledger import Ledger
from devflow.toolbox import Toolbox


@dataclass(frozen=True)
class Attempts:
    """What every attempt of a run is made from."""

    ticket: Ticket
    route: Route
    spec: Spec
    context: Context
    facts: Facts
    scope: Scope
    draft: Draft
    answers: Answers
    tools: Toolbox
    ledger: Ledger

    def best(self) -> tuple[Attempt | None, Choice | None]:
        """The last attempt, None where nothing was changed; and how the first was chosen, where it was.

        Raises:
            StepFailed: no patch can be had.
            Paused: a budget ended before there was one.
        """
        frozen = dict(self._frozen(self._first_patches()))
        attempt, choice = self._first(frozen)
        if attempt is None:
            return None, None
        writer = next(number for number, candidate in frozen.items() if candidate == attempt.candidate)
        return self._mended(attempt, self.tools.on(self.route, writer)), choice

    def _first(self, frozen: dict[int, Candidate]) -> tuple[Attempt | None, Choice | None]:
        """The first attempt, or the best of several that are measured at once."""
        distinct = {candidate.tree: number for number, candidate in reversed(frozen.items())}
        numbers = sorted(distinct.values(), key=lambda number: (size(frozen[number]), number))
        if len(numbers) < 2:
            return (self._measured(self.tools, 1, frozen[numbers[0]]) if numbers else None), None
        measured = self._compared({number: frozen[number] for number in numbers})
        if len(measured) < 2:
            return (measured[0] if measured else None), None
        choice = self.ledger.step(Choice, choose, self.tools, self.spec, *measured)
        return choice.attempt, choice

    def _compared(self, candidates: dict[int, Candidate]) -> list[Attempt]:
        """The attempts that a choice is made of, in the order of their candidates: the smallest first.

        Once one came out as well as one can, larger ones could not be taken for it: their checks are ended.
        """
        ends = {number: threading.Event() for number in candidates}
        found: dict[int, Attempt] = {}
        apart = self.tools.sandbox.name != "none"
        with ThreadPoolExecutor(min(len(candidates), os.cpu_count() or 1) if apart else 1) as pool:
            asked = {
                pool.submit(self._measured_until, ends[number], number, candidate): number
                for number, candidate in candidates.items()
            }
            try:
                for one in as_completed(asked):
                    with suppress(Ended):
                        found[asked[one]] = one.result()
                    for number in self._too_large(candidates, found):
                        ends[number].set()
            finally:
                # -- also where a person interrupts, or one of them cannot be measured
                for end in ends.values():
                    end.set()
        larger = self._too_large(candidates, found)
        for number in sorted(larger):
            left = f"candidate {number} is not compared: a smaller one is enough"
            self.ledger.tell(Event("checks", "note", left))
        return [found[number] for number in candidates if number not in larger]

    def _too_large(self, candidates: dict[int, Candidate], found: dict[int, Attempt]) -> set[int]:
        """The candidates that are larger than one which is enough."""
        enoughs = [size(each.candidate) for each in found.values() if enough(each)]
        return {number for number, each in candidates.items() if enoughs and size(each) > min(enoughs)}

    def _measured_until(self, end: threading.Event, number: int, candidate: Candidate) -> Attempt:
        """As `_measured`, in a thread of its own, told under the candidate's number."""

        def tell(event: Event) -> None:
            self.tools.tell(replace(event, text=f"candidate {number}: {event.text}"))

        with until(end):
            return self._measured(replace(self.tools, tell=tell), 1, candidate)

    def _mended(self, attempt: Attempt, tools: Toolbox) -> Attempt:
        """The last of the attempts that follow a first one while its checks are red and there is progress."""
        earlier: Attempt | None = None
        while attempt.number < self.route.attempts and not _ended(attempt, earlier):
            try:
                patch = self._patch(tools, attempt)
            except StepFailed as failed:
                # -- a repair that cannot be had leaves the attempt before it, measured
                if not isinstance(failed.cause, ScriptEnded | EditError):
                    raise
                break
            if not patch.edits:
                break
            candidate = self.ledger.step(Candidate, freeze, self.tools, self.ticket, patch, attempt)
            earlier, attempt = attempt, self._measured(self.tools, attempt.number + 1, candidate)
        return attempt

    def _first_patches(self) -> dict[int, Patch]:
        """A patch of each candidate, by its number: the draft's, or all asked for at once.

        One that cannot be had is said and left out, as long as there is another.
        """
        if self.draft.patch is not None and self.route.short and not self.ledger.noted("patch"):
            return {1: self.ledger.step(Patch, patch_of, self.tools, self.draft)}
        if self.route.candidates == 1:
            return {1: self._patch(self.tools, None)}
        ended: dict[int, Patch | Exception] = {}

        def ask(number: int) -> None:
            try:
                ended[number] = self._patch(self.tools.on(self.route, number), None)
            except Exception as error:  # -- told apart below, in the thread that can raise it
                ended[number] = error

        numbers = range(1, self.route.candidates + 1)
        threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return dict(self._had(ended))

    def _had(self, ended: dict[int, Patch | Exception]) -> Iterator[tuple[int, Patch]]:
        """The patches among what was asked for at once."""
        faults = {number: end for number, end in sorted(ended.items()) if isinstance(end, Exception)}
        for fault in faults.values():
            if len(faults) == len(ended) or not isinstance(fault, StepFailed | Paused):
                raise fault
        for number, fault in faults.items():
            told = fault.message if isinstance(fault, DevflowError) else str(fault)
            self.ledger.tell(Event("patch", "note", f"candidate {number} was not had: {told}"))
        for number, end in sorted(ended.items()):
            if isinstance(end, Patch):
                yield number, end

    def _patch(self, tools: Toolbox, before: Attempt | None) -> Patch:
        given = (self.ticket, self.spec, self.context, self.facts, self.scope)
        return self.ledger.step(Patch, write_patch, tools, *given, before)

    def _frozen(self, patches: dict[int, Patch]) -> Iterator[tuple[int, Candidate]]:
        """The candidates of patches that change something, by number."""
        for number, patch in patches.items():
            if patch.edits:
                yield number, self.ledger.step(Candidate, freeze, self.tools, self.ticket, patch, None)

    def _measured(self, tools: Toolbox, number: int, candidate: Candidate) -> Attempt:
        """A candidate with what the checks and the guard say of it."""
        report = self.ledger.step(CheckReport, run_checks, tools, self.context, candidate)
        guard = self.ledger.step(GuardReport, inspect, tools, self.scope, candidate, report, self.answers)
        return Attempt(number=number, candidate=candidate, report=report, guard=guard)


def _ended(attempt: Attempt, earlier: Attempt | None) -> bool:
    """Whether a further attempt could not help: nothing is red, the commit is refused, or nothing moved."""
    red = any(result.status == "red" and not result.held for result in attempt.report.results)
    stuck = earlier is not None and (earlier.candidate.tree, earlier.failures) == (
        attempt.candidate.tree,
        attempt.failures,
    )
    return not red or bool(attempt.guard.at("refused")) or stuck
