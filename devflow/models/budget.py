"""What a run may take, and the reservation of a call's worst case before the wire is touched."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from devflow.errors import BudgetError, ModelUnavailable
from devflow.models.call import Journal, Prompt, Spent, stem
from devflow.models.prices import cost
from devflow.models.provider import Shape, Usage
from devflow.models.settings import ModelSettings

UNPRICED_TOKENS = 1_000_000
"""Most tokens a run may take at an unknown price, where its budget names no number of tokens."""

_MORE = "Add to the budget, then resume: all finished work is kept."

# -- chat templates, role marks and a provider's own words around a schema or tool
_OVERHEAD = 1024
# -- servers differ in whether the end mark counts
_SLACK = 16


@dataclass(frozen=True)
class Budget:
    """Most that a run, and each step of it, may take; None sets no bound."""

    money: Decimal | None = None
    """US dollars."""
    tokens: int | None = None
    """Input and output together."""
    step_money: Decimal | None = None
    step_tokens: int | None = None
    seconds: float | None = None
    """Time that the run's calls may last together; waits and the rest of a run do not count."""
    step_seconds: float | None = None
    whole: Decimal | None = None
    """Dollars that all bounds are in proportion to; not `money` where that is nothing."""
    floor: int = 512
    """An output limit below this is not worth a call."""


@dataclass(frozen=True)
class Reservation:
    """The worst case of one call."""

    usage: Usage
    """Most input and output tokens it can be counted for."""
    money: Decimal | None
    """None: the price is unknown."""
    output_limit: int
    """Output tokens to allow the provider."""
    seconds: float
    """Time that the budget leaves for the call; infinite where it sets no bound."""

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.usage.input + self.usage.output


class Purse:
    """The budget against what the journal says was spent."""

    def __init__(self, budget: Budget, journal: Journal, environment: Mapping[str, str]) -> None:
        self._budget, self._journal, self._environment = budget, journal, environment

    def price(self, settings: ModelSettings, usage: Usage) -> Decimal | None:
        """Dollars for this usage; None: the price is unknown."""
        return cost(settings, usage, self._environment)

    def reserve(
        self, step: str, settings: ModelSettings, prompt: Prompt, shape: Shape | None, foreseen: Usage | None
    ) -> Reservation:
        """The worst case of a call that still fits everywhere, with the output limit lowered if it must be.

        `foreseen` is the usage that a script is known to claim.

        Raises:
            BudgetError: not even the floor fits.
            ModelUnavailable: E_CONTEXT, the prompt cannot fit the model's window.
        """
        size = size_of(prompt, shape)
        limit = _within_window(settings, size, self._budget.floor)
        least = Usage(size + _OVERHEAD, 0)
        if foreseen is not None:
            limit = max(limit, foreseen.output)
            least = Usage(max(least.input, foreseen.input), 0)
        floor = min(limit, max(self._budget.floor, foreseen.output if foreseen else 0))
        lowered = limit
        for allowed, spent, name in self._bounds(step, priced=self.price(settings, least) is not None):
            lowered = min(lowered, self._fits(settings, least.input, lowered, allowed, spent))
            if lowered < floor:
                raise self._too_much(settings, Usage(least.input, floor + _SLACK), allowed, spent, step, name)
        worst = Usage(least.input, lowered + _SLACK)
        return Reservation(worst, self._worst(settings, worst), lowered, self._seconds_left(step))

    def _seconds_left(self, step: str) -> float:
        left = math.inf
        own = stem(step)
        for allowed, counted, name in (
            (self._budget.seconds, "", "run"),
            (self._budget.step_seconds, own, f"step {own}"),
        ):
            if allowed is None:
                continue
            left = min(left, allowed - self._journal.spent(counted).seconds)
            if left <= 0:
                raise BudgetError(f"The {allowed:g} s for the {name}'s calls to models are used up.", _MORE)
        return left

    def _bounds(self, step: str, *, priced: bool) -> list[tuple[int | Decimal | None, Spent, str]]:
        step = stem(step)
        budget, run, own = self._budget, self._journal.spent(), self._journal.spent(step)
        bounds: list[tuple[int | Decimal | None, Spent, str]] = [
            (budget.tokens, run, "the run"),
            (budget.step_tokens, own, f"the step {step}"),
        ]
        if priced:
            bounds += [(budget.money, run, "the run"), (budget.step_money, own, f"the step {step}")]
        elif budget.tokens is None:
            unpriced = Spent(tokens=run.unpriced_tokens)
            bounds.append((UNPRICED_TOKENS, unpriced, "the run at an unknown price"))
        return [bound for bound in bounds if bound[0] is not None]

    def _fits(
        self, settings: ModelSettings, input_: int, limit: int, allowed: int | Decimal | None, spent: Spent
    ) -> int:
        """The largest output limit, up to `limit`, with which the worst case stays inside one bound."""
        if isinstance(allowed, Decimal):
            left = allowed - spent.money
            low, high = -1, limit
            while low < high:
                middle = (low + high + 1) // 2
                worst = self._worst(settings, Usage(input_, middle + _SLACK))
                low, high = (middle, high) if worst is not None and worst <= left else (low, middle - 1)
            return low
        return min(limit, (allowed or 0) - spent.tokens - input_ - _SLACK)

    def _worst(self, settings: ModelSettings, usage: Usage) -> Decimal | None:
        """The dearest way in which this usage can be billed: plain, read from a cache, written to one."""
        ways = (
            usage,
            Usage(usage.input, usage.output, cached=usage.input),
            Usage(usage.input, usage.output, written=usage.input),
        )
        prices = [self.price(settings, way) for way in ways]
        known = [price for price in prices if price is not None]
        return max(known) if len(known) == len(prices) else None

    def _too_much(
        self,
        settings: ModelSettings,
        worst: Usage,
        allowed: int | Decimal | None,
        spent: Spent,
        step: str,
        name: str,
    ) -> BudgetError:
        about = "up to " if spent.up_to else ""
        if isinstance(allowed, Decimal):
            need = f"${self._worst(settings, worst) or 0:.4f}"
            had, whole = f"{about}${spent.money:.4f}", f"${allowed:.4f}"
        else:
            need = f"{worst.input + worst.output} tokens"
            had, whole = f"{about}{spent.tokens}", f"{allowed} tokens"
        return BudgetError(
            f"The next call of the step {step} could take {need}; {had} of the {whole} for {name} is spent.",
            _MORE,
            lack=self._lack(settings, worst, allowed, spent),
        )

    def _lack(
        self, settings: ModelSettings, worst: Usage, allowed: int | Decimal | None, spent: Spent
    ) -> Decimal:
        """Dollars to add before a call fits: every bound grows as their whole does."""
        if isinstance(allowed, Decimal):
            wanted = spent.money + (self._worst(settings, worst) or 0)
        else:
            wanted = Decimal(spent.tokens + worst.input + worst.output)
        whole = self._budget.whole or self._budget.money or Decimal(0)
        # -- of no money at all, what is wanted is lacking
        return whole * (wanted / allowed - 1) if allowed else wanted


def size_of(prompt: Prompt, shape: Shape | None) -> int:
    """Bytes of everything sent: no tokenizer in use makes more than one token of a byte."""
    texts = [prompt.system, prompt.shared, prompt.user]
    if shape is not None:
        texts.append(json.dumps(shape.schema))
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def _within_window(settings: ModelSettings, size: int, floor: int) -> int:
    """The output limit that the window leaves; some servers cut a prompt that is too long without a word."""
    if not settings.window:
        return settings.max_output
    # -- four bytes a token is few for code, so what does not fit so does not fit at all
    if size // 4 + min(floor, settings.max_output) > settings.window:
        raise ModelUnavailable(
            f"The prompt of about {size // 4} tokens does not fit the window of {settings.window} tokens"
            f" of the model {settings.model!r}.",
            "Use a model with a larger window, or lower the context budget.",
            code="E_CONTEXT",
        )
    return max(min(settings.max_output, settings.window - size // 3), min(floor, settings.max_output))
