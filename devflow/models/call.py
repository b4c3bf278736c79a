"""One question to a model and its receipt, and the journal in which a run keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

Stop = Literal["end", "length", "refusal"]
State = Literal["reserved", "settled", "failed", "unknown", "cached"]


@dataclass(frozen=True)
class Prompt:
    """What a model is sent: its instructions, text that later prompts repeat unchanged, the question."""

    system: str
    user: str
    shared: str = ""
    """Sent before `user`; providers that cache prompts are told that it comes back."""


class Call(BaseModel):
    """One passage over the wire, with what was reserved for it and what it took.

    State: `reserved` before the wire is touched (and for ever, if the process dies there), `settled` with a
    reply that was counted, `failed` when the provider refused and billed nothing, `unknown` when the end was
    not seen, so that the bill is anything up to the reservation, `cached` when nothing was sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: str
    role: str
    provider: str
    model: str
    request: str
    """Digest of model, settings, prompt and expected shape."""
    prompt: str
    """What was sent, as text; keys are hidden."""
    reserved_tokens: int
    """Most tokens that this call can take, input and output together."""
    reserved: Decimal | None
    """Most dollars that this call can cost; None: the price is unknown."""
    output_limit: int
    """Most output tokens the provider was allowed."""
    at: str
    """When it was reserved, ISO 8601 in UTC."""
    state: State = "reserved"
    reply: str = ""
    """What came back, keys hidden."""
    answered_by: str = ""
    """The model that the provider says it used, when that is another name."""
    input_tokens: int = 0
    """All input, cached or not."""
    cached_tokens: int = 0
    """Input read from the provider's cache; part of `input_tokens`."""
    written_tokens: int = 0
    """Input written to the provider's cache; part of `input_tokens`."""
    output_tokens: int = 0
    cost: Decimal | None = None
    """Dollars; None: the price is unknown, or the call has not ended."""
    estimated: bool = False
    """The provider's count was missing or impossible: tokens and cost are an estimate from above."""
    stop_reason: str = ""
    """Why the answer ended: end, length, refusal; or the code of the error that ended the call."""
    fault: str = ""
    """The code under which this reply was found unusable; empty: usable."""
    seconds: float = 0.0

    @property
    def asked(self) -> str:
        """Who was asked, as provider/model."""
        return f"{self.provider}/{self.model}"

    @property
    def open_ended(self) -> bool:
        """Its cost is only known as `up to the reservation`."""
        return self.state in ("reserved", "unknown")

    @property
    def paid(self) -> bool:
        """Whether a model answers it, and no script or recording."""
        return self.provider != "script"

    @property
    def tokens(self) -> int:
        """Tokens this call stands for in a budget."""
        return self.reserved_tokens if self.open_ended else self.input_tokens + self.output_tokens

    @property
    def money(self) -> Decimal | None:
        """Dollars this call stands for in a budget; None: the price is unknown."""
        return self.reserved if self.open_ended else self.cost


@dataclass(frozen=True)
class Spent:
    """What a run, or one step of it, has taken from its budget."""

    calls: int = 0
    """Passages over the wire; what came from a cache is not counted."""
    tokens: int = 0
    money: Decimal = Decimal(0)
    unpriced_tokens: int = 0
    """The part of `tokens` whose price is unknown, and so is missing from `money`."""
    seconds: float = 0.0
    """How long the calls lasted together, as far as their end was seen."""
    up_to: bool = False
    """Some call's end is unknown or was estimated: the true figures are at most these."""
    paid: bool = False
    """Some call was answered by a model."""


class Journal(Protocol):
    """Where a run keeps its calls, so that a crash loses none."""

    def recall(self, step: str, request: str) -> Call | None:
        """The newest settled call of this step with this request, usable or not; None when there is none."""

    def count(self, step: str) -> int:
        """How many settled calls this step has."""

    def reserve(self, call: Call) -> int:
        """Write the call durably before the wire is touched; gives its number."""

    def settle(self, number: int, call: Call) -> None:
        """Replace the reserved call by how it ended."""

    def spent(self, step: str = "") -> Spent:
        """What the run has taken, or one step of it for all its candidates; `add_up` over its calls."""


class Cache(Protocol):
    """Answers kept across runs, by request; for roles whose answers may be shared."""

    def get(self, request: str) -> Call | None:
        """The call once settled for this request, or None."""

    def put(self, call: Call) -> None:
        """Keep a settled call under its request."""


def stem(step: str) -> str:
    """The step that a call's name belongs to: the calls of a second candidate are those of `patch.2`."""
    return step.partition(".")[0]


def stop_of(call: Call) -> Stop:
    """Why the call's answer ended."""
    return call.stop_reason if call.stop_reason in ("length", "refusal") else "end"  # type: ignore[return-value]


def add_up(calls: Iterable[Call]) -> Spent:
    """The calls' part of a budget; calls whose end is unknown stand at their reservation."""
    count = tokens = unpriced = 0
    money, seconds, up_to, paid = Decimal(0), 0.0, False, False
    for call in calls:
        count += call.state != "cached"
        tokens += call.tokens
        seconds += call.seconds
        if call.money is None:
            unpriced += call.tokens
        else:
            money += call.money
        up_to = up_to or call.open_ended or call.estimated
        paid = paid or call.paid
    return Spent(count, tokens, money, unpriced, seconds, up_to, paid)


class MemoryJournal:
    """A journal in memory, for tests and for questions outside a run."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def recall(self, step: str, request: str) -> Call | None:
        """As Journal.recall."""
        for call in reversed(self.calls):
            if (call.step, call.request, call.state) == (step, request, "settled"):
                return call
        return None

    def count(self, step: str) -> int:
        """As Journal.count."""
        return sum(call.step == step and call.state == "settled" for call in self.calls)

    def reserve(self, call: Call) -> int:
        """As Journal.reserve."""
        self.calls.append(call)
        return len(self.calls) - 1

    def settle(self, number: int, call: Call) -> None:
        """As Journal.settle."""
        self.calls[number] = call

    def spent(self, step: str = "") -> Spent:
        """As Journal.spent."""
        return add_up(call for call in self.calls if not step or stem(call.step) == step)
