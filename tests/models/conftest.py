"""Doors onto the fake server, in each protocol."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest

from devflow.models import Budget, MemoryJournal, Models, ModelSettings, Patience, Price, Prompt, Role
from tests.models.fake import Fake, serving

KEY = "sk-canary-0123456789abcdef"
PRICE = Price(input=Decimal(3), output=Decimal(15), cached=Decimal("0.3"), written=Decimal("3.75"))
PROMPT = Prompt("You are exact.", "What is so?")
PROTOCOLS = ("anthropic", "openai", "compatible")


@pytest.fixture(scope="session", autouse=True)
def _imported() -> None:
    """The SDKs: on a busy machine their import takes longer than a test gives to a whole question."""
    for name in ("anthropic", "openai"):
        importlib.import_module(name)


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A running fake server."""
    with serving() as server:
        yield server


@dataclass
class Bench:
    """A server, the settings that lead to it, and what the door told and waited."""

    fake: Fake
    settings: ModelSettings
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    told: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def models(self, budget: Budget | None = None, **more: Any) -> Models:
        """A door onto the server, for the step `spec`."""
        settings = replace(self.settings, **more.pop("settings", {}))
        roles: dict[Role, ModelSettings] = dict.fromkeys(("text", "search", "code", "review"), settings)
        patience = Patience(sleep=self.waits.append, **more.pop("patience", {}))
        keys = {"ANTHROPIC_API_KEY": KEY, "OPENAI_API_KEY": KEY, "OWN_KEY": KEY}
        door = Models(
            roles,
            self.journal,
            budget or Budget(),
            keys=keys,
            tell=self.told.append,
            patience=patience,
            **more,
        )
        return door.bound("spec")

    def ask(self, **more: Any) -> str:
        """One question for free text."""
        return self.models(**more).ask("code", PROMPT, str)


def bench_for(fake: Fake, protocol: str) -> Bench:
    """The bench for one protocol."""
    url = fake.root if protocol == "anthropic" else f"{fake.root}/v1"
    key = "OWN_KEY" if protocol == "compatible" else ""
    settings = ModelSettings(
        protocol,  # type: ignore[arg-type]
        "fake-1",
        base_url=url,
        key_env=key,
        max_output=1000,
        timeout=5,
        total=20,
        price=PRICE,
    )
    return Bench(fake, settings)


@pytest.fixture(params=PROTOCOLS)
def bench(request: pytest.FixtureRequest, fake: Fake) -> Bench:
    """The same test over each protocol."""
    return bench_for(fake, request.param)


@pytest.fixture
def compatible(fake: Fake) -> Bench:
    """A server that is not OpenAI and speaks its protocol."""
    return bench_for(fake, "compatible")
