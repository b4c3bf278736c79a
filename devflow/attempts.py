"""Attempts at a patch: one after the other until the checks are content, and several at once at the first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

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
        """The first attempt, or the best of several; smaller ones are measured first.

        Once one came out as well as one can, only others that are no larger could still be taken for it.
        """
        distinct = {candidate.tree: candidate for candidate in reversed(frozen.values())}
        measured: list[Attempt] = []
        for candidate in sorted(distinct.values(), key=size):
            done = next((each for each in measured if enough(each)), None)
            if done is not None and size(candidate) > size(done.candidate):
                left = f"candidate {candidate.commit[:12]} is not measured: a smaller one is enough"
                self.ledger.tell(Event("checks", "note", left))
                continue
            measured.append(self._measured(1, candidate))
        if len(measured) < 2:
            return (measured[0] if measured else None), None
        choice = self.ledger.step(Choice, choose, self.tools, self.spec, *measured)
        return choice.attempt, choice

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
            earlier, attempt = attempt, self._measured(attempt.number + 1, candidate)
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

    def _measured(self, number: int, candidate: Candidate) -> Attempt:
        """A candidate with what the checks and the guard say of it."""
        report = self.ledger.step(CheckReport, run_checks, self.tools, self.context, candidate)
        guard = self.ledger.step(
            GuardReport, inspect, self.tools, self.scope, candidate, report, self.answers
        )
        return Attempt(number=number, candidate=candidate, report=report, guard=guard)


def _ended(attempt: Attempt, earlier: Attempt | None) -> bool:
    """Whether a further attempt could not help: nothing is red, the commit is refused, or nothing moved."""
    red = any(result.status == "red" and not result.held for result in attempt.report.results)
    stuck = earlier is not None and (earlier.candidate.tree, earlier.failures) == (
        attempt.candidate.tree,
        attempt.failures,
    )
    return not red or bool(attempt.guard.at("refused")) or stuck
