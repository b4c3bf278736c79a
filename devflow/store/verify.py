"""Whether what is kept of a run holds together: every digest made again, from the ticket to the branch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from devflow.handoffs import Candidate, Handoff, Review
from devflow.store.ledger import digest_of
from devflow.store.store import Run, RunState, Store

H = TypeVar("H", bound=Handoff)
# -- ends after which a person may have deleted the branch
_JUDGED = (RunState.APPROVED, RunState.REJECTED)
_MOST_ATTEMPTS = 10
_INPUTS = TypeAdapter(dict[str, str])
_HANDOFF = TypeAdapter(dict[str, Any])


class Commits(Protocol):
    """What git says of a run's commits."""

    def tree(self, commit: str) -> str:
        """The id of a commit's tree; empty where the commit cannot be read."""

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit; none where it cannot be read."""

    def branch(self, name: str) -> str:
        """The commit that a branch stands at; empty where there is no such branch."""


@dataclass(frozen=True)
class Verification:
    """What was held against what."""

    receipts: int
    """Receipts whose digest and inputs were made again, up to the break."""
    handoffs: int
    """Inputs that were traced to the receipt that gave them."""
    commits: int
    """Candidates whose commit, tree and parent are as their receipt says."""
    broken: str = ""
    """The first break, as a sentence; empty where everything holds."""


class _Break(Exception):
    """Something does not hold."""


def verify(store: Store, run: Run, commits: Commits) -> Verification:
    """Make every digest of a run again and follow each handoff to the receipt that gave it.

    Commits that no branch shows may have been removed meanwhile; the reviewed one must be there.
    """
    thread = _Thread(store, run)
    frozen = 0
    rows = store.rows("receipts", run.id)
    try:
        for row in rows:
            thread.follow(row)
        for candidate in thread.given(Candidate):
            frozen += _standing(candidate, run, commits)
        _reviewed(run, thread.given(Review), commits)
    except _Break as found:
        return Verification(thread.receipts, thread.traced, frozen, str(found))
    return Verification(thread.receipts, thread.traced, frozen)


@dataclass(frozen=True)
class _Given:
    """One handoff as it was kept, and the digests of the handoffs that it was made from."""

    handoff: dict[str, Any]
    made_from: frozenset[str]


@dataclass
class _Thread:
    """The receipts so far, by the kind of handoff that they gave.

    Handoffs are taken as they were written: a later devflow may read more into them.
    """

    store: Store
    run: Run
    receipts: int = 0
    traced: int = 0
    known: dict[str, list[_Given]] = field(default_factory=dict)

    def follow(self, row: Mapping[str, Any]) -> None:
        """Hold one receipt against its own inputs and against the receipts before it."""
        name = f"receipt {row['number']} ({row['step']})"
        try:
            inputs = _INPUTS.validate_json(row["inputs"])
            handoff = _HANDOFF.validate_json(row["handoff"])
        except ValidationError:
            raise _Break(f"The {name} cannot be read.") from None
        if digest_of(inputs) != row["digest"]:
            raise _Break(f"The {name} bears another digest than its inputs have.")
        said = (inputs.get("step", "").partition("/")[0], inputs.get("gives"), inputs.get("base"))
        if said != (row["step"], row["kind"], self.run.base):
            raise _Break(f"The {name} belongs to another step, handoff or base.")
        for key, value in inputs.items():
            self._trace(name, row["step"], key, value)
        made_from = frozenset(value for key, value in inputs.items() if key.startswith("handoff:"))
        self.known.setdefault(row["kind"], []).append(_Given(handoff, made_from))
        self.receipts += 1

    def given(self, kind: type[H]) -> list[H]:
        """Every handoff of a kind, oldest first."""
        try:
            return [kind.model_validate_json(json.dumps(raw)) for raw in self._raw(kind.__name__)]
        except ValidationError:
            raise _Break(f"A {kind.__name__} was kept that cannot be read.") from None

    def _raw(self, kind: str, source: str = "") -> list[dict[str, Any]]:
        """The handoffs of a kind, or those that were made from the one under a digest."""
        known = self.known.get(kind, ())
        return [given.handoff for given in known if not source or source in given.made_from]

    def _trace(self, receipt: str, step: str, key: str, value: str) -> None:
        family, _, rest = key.partition(":")
        if family == "handoff":
            kind = rest.rpartition(":")[2]
            if value not in (digest_of(possible) for possible in self._possible(kind)):
                raise _Break(f"The {receipt} was handed another {kind} than any receipt before it gave.")
            self.traced += 1
        elif family in ("note", "prompt", "config") and value not in self._kept(step, family, rest):
            raise _Break(f"The {receipt} read another {family} {rest} than the run keeps.")

    def _possible(self, kind: str) -> Iterator[object]:
        """Every value of a kind that a step could have been handed by now."""
        if kind == "NoneType":
            yield None
        elif kind == "Ticket":
            yield self.run.ticket
        elif kind == "Attempt":
            yield from self._attempts()
        elif kind == "Answers":
            yield from self._answers()
        else:
            yield from self._raw(kind)

    def _answers(self) -> Iterator[dict[str, Any]]:
        """What a step could have been answered so far: the beginnings of what was said to each that asks."""
        fields = (("permits", "permit"), ("accepted", "accept"), ("words", "words"))
        for step in {row["step"] for row in self.store.rows("decisions", self.run.id)} | {""}:
            said = [self.store.decisions(self.run.id, kind, step) for _, kind in fields]
            for counts in product(*(range(len(texts) + 1) for texts in said)):
                parts = zip(fields, said, counts, strict=True)
                given = {name: texts[:count] for (name, _), texts, count in parts}
                yield {name: list(texts) for name, texts in given.items() if texts}
                # -- as it was written before there were words
                yield {name: list(texts) for name, texts in given.items() if name != "words"}

    def _attempts(self) -> Iterator[dict[str, Any]]:
        """Attempts put together of a candidate and what was measured of that very candidate."""
        for candidate in self._raw("Candidate"):
            name = digest_of(candidate)
            reports, guards = self._raw("CheckReport", name), self._raw("GuardReport", name)
            for report, guard, number in product(reports, guards, range(1, _MOST_ATTEMPTS + 1)):
                yield {"number": number, "candidate": candidate, "report": report, "guard": guard}

    def _kept(self, step: str, family: str, name: str) -> set[str]:
        """The digests of what the run keeps under a name, now or before it was pinned anew."""
        if family == "note":
            notes = self.store.decisions(self.run.id, "note", step)
            return {digest_of(text) for number, text in enumerate(notes, 1) if str(number) == name}
        section = "prompts" if family == "prompt" else "config"
        every = (self.run.pins, *self.run.pins.get("earlier", ()))
        return {digest_of(_as_pinned(pins[section][name])) for pins in every if name in pins[section]}


def _as_pinned(value: object) -> str:
    """As pydantic writes a section, which is what its digest was made of."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _standing(candidate: Candidate, run: Run, commits: Commits) -> bool:
    """Whether the commit of a candidate is there; as its receipt says, if it is."""
    tree = commits.tree(candidate.commit)
    if not tree:
        return False
    if (tree, commits.parents(candidate.commit)) != (candidate.tree, (run.base,)):
        raise _Break(f"The commit {candidate.commit[:12]} is not the candidate that its receipt names.")
    return True


def _reviewed(run: Run, reviews: list[Review], commits: Commits) -> None:
    """Hold the run's branch against the last review."""
    if not run.branch:
        return
    if not reviews or (reviews[-1].branch, reviews[-1].commit) != (run.branch, run.head):
        raise _Break(f"No review gave the branch {run.branch} at {run.head[:12]}.")
    if not commits.tree(run.head):
        raise _Break(f"The reviewed commit {run.head[:12]} cannot be read.")
    at = commits.branch(run.branch)
    if at != run.head and (at or run.state not in _JUDGED):
        where = f"stands at {at[:12]}" if at else "is gone"
        raise _Break(f"The branch {run.branch} {where}; the reviewed commit is {run.head[:12]}.")
