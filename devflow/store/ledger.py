"""The ledger of one run: a step with unchanged inputs gives back its kept handoff, any other works."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import insert, select

from devflow.errors import BudgetError, DevflowError, Paused, StepFailed
from devflow.events import Event, Tell, silent
from devflow.handoffs import Answers, Handoff
from devflow.store import schema
from devflow.store.store import Store

H = TypeVar("H", bound=Handoff)
P = ParamSpec("P")
# -- part of every digest: raise it when the meaning of a handoff changes
FORMAT = 1
# -- dollars that a plain yes adds to a budget that has ended, at the least
_MORE, _CENT = Decimal("0.50"), Decimal("0.01")


@dataclass(frozen=True)
class Reads:
    """What a step may use beside its handoffs; all of it is part of its digest."""

    prompts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    seating: bool = False
    """Who is asked at each risk."""


class Tools(Protocol):
    """What the ledger needs of a toolbox."""

    def only(self, step: str, reads: Reads, notes: tuple[str, ...]) -> Self:
        """The same tools, holding nothing that the step has not declared."""

    def pinned(self, reads: Reads) -> dict[str, str]:
        """What the declared reads stand at, each as text."""


T = TypeVar("T", bound=Tools)


@dataclass(frozen=True)
class Declaration:
    """What a step says of itself."""

    name: str
    reads: Reads
    stands: Callable[..., bool]


_declared: dict[Callable[..., Any], Declaration] = {}


def declared() -> Mapping[Callable[..., Any], Declaration]:
    """Every step whose module was imported: the function that works, and what it declares."""
    return dict(_declared)


def step(
    name: str,
    *,
    prompts: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
    config: tuple[str, ...] = (),
    seating: bool = False,
    stands: Callable[..., bool] = lambda tools, handoff, *takes: True,  # noqa: ARG005
) -> Callable[[Callable[P, H]], Callable[P, H]]:
    """Declare a function as the work of a step, with what it reads.

    `stands(tools, handoff, *takes)` tells whether a kept handoff is still backed by what it names outside the
    store.
    """

    def declare(work: Callable[P, H]) -> Callable[P, H]:
        _declared[work] = Declaration(name, Reads(prompts, roles, config, seating), stands)
        return work

    return declare


class Ledger:
    """The receipts of one run, and what persons had decided of it when it was opened."""

    def __init__(self, store: Store, run: str, base: str, tell: Tell = silent) -> None:
        self.store = store
        self.run = run
        self.base = base
        self.tell = tell
        self._said = store.said(run)

    def step(
        self,
        gives: type[H],
        work: Callable[Concatenate[T, P], H],
        tools: T,
        *takes: P.args,
        **named: P.kwargs,
    ) -> H:
        """The handoff of a step: kept, when a receipt has the same digest, else worked out and kept.

        Effects: writes one receipt when the step works. A step may be worked twice after a crash that falls
        between work and receipt.

        Raises:
            StepFailed: the step has no handoff to give.
            Paused: a person must decide first.
        """
        declared = _declared[work]
        name, reads = declared.name, declared.reads
        notes = self._said.get(("note", name), ())
        inputs = self._inputs(gives, name, tools.pinned(reads), notes, takes, named)
        digest = _digest(inputs)
        kept = self._kept(gives, name, digest)
        if kept is not None and declared.stands(tools, kept, *takes, **named):
            self.tell(Event(name, "reused"))
            return kept
        self.tell(Event(name, "started"))
        started, clock = time.time(), time.monotonic()
        try:
            handoff = work(tools.only(name, reads, notes), *takes, **named)
        except BudgetError as error:
            self.tell(Event(name, "failed", error.message, time.monotonic() - clock))
            raise _more(self.run, name, error) from error
        except Paused as pause:
            pause.step = name
            self.tell(Event(name, "failed", pause.message, time.monotonic() - clock))
            raise
        except DevflowError as error:
            self.tell(Event(name, "failed", error.message, time.monotonic() - clock))
            raise StepFailed(name, error) from error
        seconds = time.monotonic() - clock
        self.tell(Event(name, "worked", seconds=seconds))
        if kept is None or not handoff.agrees(kept):
            # -- where it agrees, what was made from the one before needs not be made, nor paid, again
            kept = self._keep(name, digest, inputs, handoff, started, seconds)
        self.tell(Event(name, "kept", seconds=seconds))
        return kept

    def noted(self, step: str) -> bool:
        """Whether a reviewer sent the run back to this step."""
        return ("note", step) in self._said

    def answers(self, step: str) -> Answers:
        """What a person has answered to the questions of a step so far."""
        kinds = (("permits", "permit"), ("accepted", "accept"), ("words", "words"))
        said = {field: self._said.get((kind, step), ()) for field, kind in kinds}
        # -- what was not said is left out, so that a digest stays as it is when a later devflow asks more
        return Answers(**{field: texts for field, texts in said.items() if texts})

    def _inputs(
        self,
        gives: type[Handoff],
        name: str,
        pinned: dict[str, str],
        notes: tuple[str, ...],
        takes: tuple[Any, ...],
        named: dict[str, Any],
    ) -> dict[str, str]:
        inputs = {"step": f"{name}/{FORMAT}", "gives": gives.__name__, "base": self.base}
        # -- the ordinal makes the same words, said twice, two notes
        inputs |= {f"note:{ordinal}": _digest(text) for ordinal, text in enumerate(notes, start=1)}
        inputs |= {read: _digest(value) for read, value in pinned.items()}
        handed = {str(position): value for position, value in enumerate(takes, start=1)} | named
        inputs |= {f"handoff:{key}:{type(value).__name__}": digest_of(value) for key, value in handed.items()}
        return inputs

    def _kept(self, gives: type[H], name: str, digest: str) -> H | None:
        table = schema.receipts
        query = select(table.c.handoff).where(
            table.c.run == self.run, table.c.step == name, table.c.digest == digest
        )
        with self.store.begin() as connection:
            row = connection.execute(query.order_by(table.c.number.desc()).limit(1)).first()
        if row is None:
            return None
        handoff = gives.model_validate_json(row.handoff)
        return handoff if handoff.reusable else None

    def _keep(
        self, name: str, digest: str, inputs: dict[str, str], handoff: H, started: float, seconds: float
    ) -> H:
        """Write the receipt; gives the handoff as it reads, which is what a later passage will get."""
        text = handoff.model_dump_json()
        row = {
            "run": self.run,
            "step": name,
            "digest": digest,
            "inputs": json.dumps(inputs),
            "kind": type(handoff).__name__,
            "handoff": text,
            "started": started,
            "seconds": seconds,
        }
        with self.store.begin() as connection:
            connection.execute(insert(schema.receipts).values(**row))
        return type(handoff).model_validate_json(text)


def _more(run: str, step: str, error: BudgetError) -> Paused:
    """The question that the end of a budget is."""
    # -- enough for the call that did not fit, so that the same question does not come back at once
    more = max(_MORE, (error.lack + _CENT).quantize(_CENT, ROUND_UP))
    question = f"{error.message} Go on with ${more} more, and the other limits up alike?"
    releases = (f"devflow answer {run} --yes", f"devflow resume {run} --add-budget {4 * more}")
    pause = Paused(question, releases, code=error.code, yes=(("budget", str(more)),))
    pause.step = step
    return pause


def digest_of(value: object) -> str:
    """The digest by which a step's inputs name a handoff, a text, or the inputs themselves."""
    return _digest(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, Handoff):
        # -- a field that was not there when a handoff was kept is not in its digest either
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _digest(value: object) -> str:
    words = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(words.encode()).hexdigest()
