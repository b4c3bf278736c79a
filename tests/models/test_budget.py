"""Budgets: the worst case is reserved before a call, and no faults or crashes take more than allowed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devflow.errors import BudgetError, DevflowError, ModelUnavailable
from devflow.models import (
    UNPRICED_TOKENS,
    Budget,
    Call,
    MemoryJournal,
    Models,
    Patience,
    Price,
    Prompt,
    Seating,
)
from tests.models.conftest import KEY, Bench, bench_for
from tests.models.fake import Behaviour, Fake, Handler, Said, refuse, say, serving


def limit_sent(bench: Bench, number: int = 0) -> int:
    body = bench.fake.requests[number]
    return int(body.get("max_tokens") or body["max_completion_tokens"])


def test_a_call_that_fits_is_asked_with_the_whole_limit(bench: Bench) -> None:
    bench.ask(budget=Budget(money=Decimal(1), tokens=100_000))
    assert limit_sent(bench) == 1000 and bench.told == []


def test_the_output_limit_is_lowered_to_what_is_left(bench: Bench) -> None:
    # -- input is bounded by its 25 bytes and 1024 for the protocol, output by the limit and 16
    bench.ask(budget=Budget(tokens=25 + 1024 + 16 + 700))
    assert limit_sent(bench) == 700
    assert any("limited to 700 tokens" in words for words in bench.told)
    assert bench.journal.calls[0].reserved_tokens == 1765


def test_money_lowers_the_limit_too(bench: Bench) -> None:
    dearest = Decimal("3.75")  # every input token written to the cache
    budget = Budget(money=(1049 * dearest + (800 + 16) * 15) / 1_000_000)
    bench.ask(budget=budget)
    assert limit_sent(bench) == 800
    assert bench.journal.calls[0].reserved == budget.money


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(tokens=1000), "tokens for the run"),
        (Budget(step_tokens=1000), "tokens for the step spec"),
        (Budget(money=Decimal("0.001")), r"\$0\.0010 for the run"),
        (Budget(step_money=Decimal("0.001")), r"\$0\.0010 for the step spec"),
        (Budget(money=Decimal(0)), "for the run"),
        (Budget(money=Decimal(-1)), "for the run"),
    ],
)
def test_below_the_floor_nothing_is_sent(bench: Bench, budget: Budget, words: str) -> None:
    with pytest.raises(BudgetError, match=words) as caught:
        bench.ask(budget=budget)
    assert caught.value.code == "E_BUDGET" and "resume" in caught.value.hint
    assert bench.fake.requests == [] and bench.journal.calls == []


@pytest.mark.parametrize("small", [{"tokens": 1000}, {"step_tokens": 1000}, {"step_money": Decimal("0.001")}])
def test_the_money_that_a_call_lacks_lets_it_in(small: dict[str, Any], bench: Bench) -> None:
    """Every bound grows as the money does, which is what adding to a run's budget does."""
    with pytest.raises(BudgetError) as refused:
        bench.ask(budget=Budget(money=Decimal(2), **small))
    assert refused.value.lack > 0
    share = 1 + (refused.value.lack + Decimal("0.01")) / 2
    grown = {name: type(bound)(bound * share) for name, bound in small.items()}
    bench.ask(budget=Budget(money=2 * share, **grown))
    assert len(bench.journal.calls) == 1


def test_a_step_has_its_own_budget(bench: Bench) -> None:
    bench.fake.then(say(input=900, output=900))
    models = bench.models(Budget(step_tokens=3000))
    models.ask("code", Prompt("", "a"), str)
    with pytest.raises(BudgetError):
        models.ask("code", Prompt("", "b"), str)
    assert models.bound("patch").ask("code", Prompt("", "b"), str) == "hello"


def test_a_retry_is_reserved_anew_and_stops_at_the_budget(bench: Bench) -> None:
    bench.fake.then(*[say(break_after=2)] * 4)
    with pytest.raises(BudgetError, match="up to"):
        bench.ask(budget=Budget(tokens=4000, floor=1000))
    assert len(bench.fake.requests) == 1
    assert bench.journal.spent().up_to


def test_a_resumed_run_keeps_what_was_spent(bench: Bench) -> None:
    bench.fake.then(say(input=1000, output=1000))
    bench.ask(budget=Budget(tokens=3000))
    with pytest.raises(BudgetError):
        bench.models(Budget(tokens=3000)).ask("code", Prompt("", "next"), str)
    assert bench.models(Budget(tokens=6000)).ask("code", Prompt("", "next"), str) == "hello"


def test_an_unknown_price_means_a_cap_on_tokens_and_is_said(bench: Bench) -> None:
    bench.ask(settings={"price": None}, budget=Budget(money=Decimal("0.01")))
    assert bench.journal.calls[0].cost is None and bench.journal.spent().unpriced_tokens == 25
    assert any("price of the model 'fake-1' is unknown" in words for words in bench.told)
    used = bench.journal.calls[0].model_copy(update={"input_tokens": UNPRICED_TOKENS - 500})
    bench.journal.settle(0, used)
    with pytest.raises(BudgetError, match="unknown price"):
        bench.models(Budget(), settings={"price": None}).ask("code", Prompt("", "more"), str)


def test_known_models_are_priced_by_the_table(fake: Fake) -> None:
    bench = bench_for(fake, "anthropic")
    fake.then(say(input=1000, output=100, cached=500))
    bench.ask(settings={"price": None, "model": "claude-haiku-4-5"})
    assert bench.journal.calls[0].cost == Decimal("0.00105")


def test_a_price_of_zero_in_the_table_is_not_believed(fake: Fake) -> None:
    bench = bench_for(fake, "openai")
    bench.ask(settings={"price": None, "model": "tts-1"})
    assert bench.journal.calls[0].cost is None


def test_an_own_price_of_zero_is(compatible: Bench) -> None:
    compatible.ask(settings={"price": Price(Decimal(0), Decimal(0))}, budget=Budget(money=Decimal(0)))
    assert compatible.journal.calls[0].cost == 0


def test_a_prompt_beyond_the_window_is_not_sent(bench: Bench) -> None:
    with pytest.raises(ModelUnavailable, match="window of 4000") as caught:
        bench.models(settings={"window": 4000}).ask("code", Prompt("", "x" * 20_000), str)
    assert caught.value.code == "E_CONTEXT" and bench.fake.requests == []


def test_the_window_lowers_the_output_limit(bench: Bench) -> None:
    bench.models(settings={"window": 4000}).ask("code", Prompt("", "x" * 9600), str)
    assert limit_sent(bench) == 800


# -- the property -------------------------------------------------------------------------------------


class Crash(Exception):
    """The process dies here."""


class Mortal(MemoryJournal):
    """A journal whose process dies at chosen writes, before or after they are durable."""

    def __init__(self, deaths: dict[int, str]) -> None:
        super().__init__()
        self._deaths, self._writes = deaths, 0

    def reserve(self, call: Call) -> int:
        with self._perhaps_dying():
            return super().reserve(call)

    def settle(self, number: int, call: Call) -> None:
        with self._perhaps_dying():
            super().settle(number, call)

    @contextlib.contextmanager
    def _perhaps_dying(self) -> Iterator[None]:
        self._writes += 1
        when = self._deaths.get(self._writes)
        if when == "before":
            raise Crash
        yield
        if when == "after":
            raise Crash


@dataclass(frozen=True)
class Turn:
    """One question, and how the server behaves towards it."""

    step: str
    size: int
    kind: str
    input: float
    output: float
    cached: float
    written: float
    writers: int
    """How many candidates ask it at once."""

    def behaviour(self) -> Behaviour:
        """Up to the most a call can take: each byte and the protocol's own words, the limit and its end."""
        if self.kind == "500":
            return refuse(500)

        def behave(handler: Handler) -> None:
            body = handler.body
            limit = body.get("max_tokens") or body["max_completion_tokens"]
            total = int(self.input * (self.size + 1024))
            cached = int(self.cached * total)
            written = int(self.written * (total - cached)) if handler.anthropic else 0
            said = {
                "input": total,
                "output": int(self.output * (limit + 16)),
                "cached": cached,
                "written": written,
            }
            extra: dict[str, Any] = {"break_after": 3} if self.kind == "reset" else {}
            extra |= {"usage": None} if self.kind == "uncounted" else {}
            say("hello", **said, **extra)(handler)

        return behave


# -- the most a call can take is where a bound that is too low shows
SHARE = st.sampled_from([1.0, 1.0, 1.0, 0.5, 0.1, 0.0])
TURNS = st.builds(
    Turn,
    step=st.sampled_from(["spec", "patch", "review"]),
    size=st.integers(0, 3000),
    kind=st.sampled_from(["good", "good", "good", "500", "reset", "reset", "uncounted"]),
    input=SHARE,
    output=SHARE,
    cached=SHARE,
    written=SHARE,
    writers=st.sampled_from([1, 1, 2, 4]),
)
DOLLARS = st.decimals(1, 40, places=2)
PRICES = st.builds(Price, DOLLARS, DOLLARS, st.none() | DOLLARS, st.none() | DOLLARS)
BUDGETS = st.builds(
    Budget,
    money=st.none() | st.decimals("0.02", "0.5", places=4),
    tokens=st.none() | st.integers(3000, 30_000),
    step_money=st.none() | st.decimals("0.02", "0.3", places=4),
    step_tokens=st.none() | st.integers(3000, 15_000),
    floor=st.integers(1, 600),
)
DEATHS = st.dictionaries(st.integers(1, 20), st.sampled_from(["before", "after"]), max_size=4)


def drive(protocol: str, price: Price, budget: Budget, turns: list[Turn], deaths: dict[int, str]) -> None:
    """Ask every turn's question, of several writers at once, resuming after each death.

    Afterwards the journal is held against the server.
    """
    journal, shares = Mortal(deaths), dict[str, list[Said]]()
    with serving() as fake:
        settings_ = replace(bench_for(fake, protocol).settings, price=price, total=10**6)
        for number, turn in enumerate(turns):
            seen = len(fake.counted)
            fake.plan.extend([turn.behaviour()] * 8 * turn.writers)
            door = Models(
                {"code": settings_},
                journal,
                budget,
                keys={"ANTHROPIC_API_KEY": KEY, "OWN_KEY": KEY},
                patience=Patience(tries=2, sleep=lambda _: None),
            )
            seating = Seating({"code": settings_}, (settings_,), budget)
            prompt = Prompt("", f"{number} " + "x" * turn.size)
            with ThreadPoolExecutor(turn.writers) as writers:
                for writer in range(1, turn.writers + 1):
                    writers.submit(ask, door.seated(seating, writer).bound(turn.step), prompt)
            fake.plan.clear()
            shares.setdefault(turn.step, []).extend(fake.counted[seen:])
    hold(journal, "", [said for step in shares.values() for said in step], price, budget.money, budget.tokens)
    for step, said in shares.items():
        hold(journal, step, said, price, budget.step_money, budget.step_tokens)


def ask(door: Models, prompt: Prompt) -> None:
    """One writer's question, asked again after each death."""
    for _ in range(3):
        try:
            door.ask("code", prompt, str)
        except Crash:
            continue
        except DevflowError:
            pass
        return


def hold(
    journal: MemoryJournal,
    step: str,
    counted: list[Said],
    price: Price,
    money: Decimal | None,
    tokens: int | None,
) -> None:
    """Nothing above the budget, nothing lost, and equal to the server where nothing is left open."""
    bill = sum((billed(said, price) for said in counted), Decimal(0))
    used = sum(said.input + said.output for said in counted)
    spent = journal.spent(step)
    assert bill <= spent.money and used <= spent.tokens
    assert money is None or spent.money <= max(money, Decimal(0))
    assert tokens is None or spent.tokens <= tokens
    if not spent.up_to:
        assert (spent.money, spent.tokens) == (bill, used)


def billed(said: Said, price: Price) -> Decimal:
    """What the server charges, worked out apart from the door's own arithmetic."""
    plain = said.input - said.cached - said.written
    amounts = (
        (plain, price.input),
        (said.cached, price.input if price.cached is None else price.cached),
        (said.written, price.input if price.written is None else price.written),
        (said.output, price.output),
    )
    return sum((number * each for number, each in amounts), Decimal(0)) / 1_000_000


PROPERTY = given(
    protocol=st.sampled_from(["anthropic", "compatible"]),
    price=PRICES,
    budget=BUDGETS,
    turns=st.lists(TURNS, min_size=2, max_size=8),
    deaths=DEATHS,
)


def test_writers_that_ask_at_once_never_share_what_is_left(bench: Bench) -> None:
    # -- each call can take 1049 tokens of input and at least 512 of output: three fit, and none is lost
    budget = Budget(tokens=3 * (1049 + 512 + 16), floor=512)
    settings_ = replace(bench.settings, max_output=512, timeout=100, total=200)
    door = bench.models(budget, settings={"max_output": 512, "timeout": 100, "total": 200})
    seating, gate, ended = Seating({"code": settings_}, (settings_,), budget), threading.Barrier(8), []

    def write(writer: int) -> None:
        gate.wait()
        try:
            ended.append(door.seated(seating, writer).bound("patch").ask("code", Prompt("", "x" * 25), str))
        except BudgetError:
            ended.append("refused")

    bench.fake.then(*[say("hello", input=1049, output=512, trickle=0.05)] * 8)
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(1, 9)))
    assert sorted(ended) == ["hello"] * 3 + ["refused"] * 5
    assert len(bench.fake.requests) == 3 and bench.journal.spent("patch").tokens <= (budget.tokens or 0)
    assert {call.step for call in bench.journal.calls} <= {"patch", *(f"patch.{n}" for n in range(2, 9))}


@PROPERTY
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_run_of_faults_and_crashes_exceeds_its_budget_or_loses_a_call(
    protocol: str, price: Price, budget: Budget, turns: list[Turn], deaths: dict[int, str]
) -> None:
    drive(protocol, price, budget, turns, deaths)


@pytest.mark.long
@PROPERTY
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_long_run_of_faults_and_crashes_exceeds_its_budget_or_loses_a_call(
    protocol: str, price: Price, budget: Budget, turns: list[Turn], deaths: dict[int, str]
) -> None:
    drive(protocol, price, budget, turns, deaths)
