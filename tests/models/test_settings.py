"""Settings and keys: what cannot work is named before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from devflow.errors import ConfigError
from devflow.models import Budget, MemoryJournal, Models, ModelSettings, Price, Prompt
from devflow.models.keys import Keys
from devflow.models.reaching import Reach
from devflow.models.settings import digest
from tests.models.conftest import Bench
from tests.models.fake import Fake

CLAUDE = ModelSettings("anthropic", "claude-haiku-4-5")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"provider": "gemini", "model": "x"}, "No provider is called 'gemini'"),
        ({"provider": "openai", "model": ""}, "needs the name of a model"),
        ({"provider": "compatible", "model": "x"}, "No address"),
        ({"provider": "compatible", "model": "x", "base_url": "localhost:80"}, "does not begin with http"),
        (
            {"provider": "compatible", "model": "x", "base_url": "file:///etc/passwd"},
            "does not begin with http",
        ),
        ({"provider": "openai", "model": "x", "max_output": 0}, "max_output"),
        ({"provider": "openai", "model": "x", "window": -1}, "window"),
        ({"provider": "openai", "model": "x", "timeout": 0}, "timeout"),
        ({"provider": "openai", "model": "x", "timeout": float("inf")}, "timeout"),
        ({"provider": "openai", "model": "x", "total": float("nan")}, "total"),
        ({"provider": "openai", "model": "x", "options": {"n": 8}}, "option 'n' cannot be sent"),
        ({"provider": "openai", "model": "x", "options": {"service_tier": "priority"}}, "service_tier"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        ModelSettings(**settings)


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
def test_a_price_is_a_number_from_zero_up(amount: str) -> None:
    with pytest.raises(ConfigError, match="price"):
        Price(Decimal(1), Decimal(amount))


def test_a_role_without_a_model_says_what_to_type() -> None:
    models = Models({"text": CLAUDE}, MemoryJournal(), Budget(), keys={})
    with pytest.raises(ConfigError, match="role code") as caught:
        models.ask("code", Prompt("", "?"), str)
    assert caught.value.code == "E_NO_MODEL"
    for word in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "--script"):
        assert word in caught.value.hint


def test_a_missing_key_names_its_variable_before_anything_is_reserved() -> None:
    journal = MemoryJournal()
    for settings, name in ((CLAUDE, "ANTHROPIC_API_KEY"), (replace(CLAUDE, key_env="MINE"), "MINE")):
        with pytest.raises(ConfigError, match=name) as caught:
            Models({"text": settings}, journal, Budget(), keys={name: "  "}).ask("text", Prompt("", "?"), str)
        assert caught.value.code == "E_MODEL_KEY" and name in caught.value.hint
    assert journal.calls == []


def test_a_key_that_no_header_can_hold_is_not_shown() -> None:
    models = Models({"text": CLAUDE}, MemoryJournal(), Budget(), keys={"ANTHROPIC_API_KEY": "sk-abc\ndef"})
    with pytest.raises(ConfigError) as caught:
        models.ask("text", Prompt("", "?"), str)
    assert "sk-abc" not in caught.value.message + caught.value.hint


def test_a_short_placeholder_for_a_key_is_no_secret(compatible: Bench) -> None:
    models = Models({"code": compatible.settings}, MemoryJournal(), Budget(), keys={"OWN_KEY": "hello"})
    assert models.ask("code", Prompt("", "?"), str) == "hello"


def test_a_description_tells_what_changes_answers_and_nothing_else() -> None:
    same = Models({"text": CLAUDE}, MemoryJournal(), Budget(), keys={}).describe("text")
    assert "anthropic/claude-haiku-4-5" in same
    for changed in ({"model": "x"}, {"base_url": "https://x"}, {"max_output": 9}, {"options": {"seed": 1}}):
        assert replace(CLAUDE, **changed).describe() != same  # type: ignore[arg-type]
    for kept in ({"key_env": "X"}, {"timeout": 9.0}, {"price": Price(Decimal(1), Decimal(1))}):
        assert replace(CLAUDE, **kept).describe() == same  # type: ignore[arg-type]


def test_the_environments_address_is_used_where_none_is_set(fake: Fake) -> None:
    keys = {"ANTHROPIC_API_KEY": "sk-0123456789", "ANTHROPIC_BASE_URL": fake.root}
    models = Models({"text": CLAUDE}, MemoryJournal(), Budget(), keys=keys)
    assert models.ask("text", Prompt("", "?"), str) == "hello"
    assert fake.paths == ["/v1/messages"]


def test_a_key_sent_without_encryption_is_said_except_to_this_machine(fake: Fake) -> None:
    told = list[str]()
    for url, words in (("http://model.example/v1", 1), (f"{fake.root}/v1", 1)):
        settings = ModelSettings("compatible", "m", base_url=url, key_env="K", timeout=1, total=1)
        keys = {"K": "k" * 20}
        Reach(keys, Keys(keys, (settings,)), None, told.append).provider(settings)
        assert sum("without encryption" in line for line in told) == words


def test_no_two_lists_of_parts_share_a_digest() -> None:
    assert (
        len({digest("a", "b"), digest("ab"), digest("a", "", "b"), digest("", "ab"), digest("b", "a")}) == 5
    )
