"""What a run is pinned to stays, whatever the environment says later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devflow import pins, wiring
from devflow.engine import Engine
from devflow.events import silent
from devflow.handoffs import Ticket
from devflow.wiring import Replies
from tests.conftest import MakeRepo

if TYPE_CHECKING:
    import pytest

TICKET = Ticket(title="Add", body="", source="flags")


def test_the_model_that_a_key_chose_stays_when_another_key_is_set(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    engine = Engine.at(git_repo(), silent)
    run = engine.start(TICKET, "HEAD", {}, Replies())
    before = wiring.seat(pins.read(run.id, run.pins).config)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "two")
    again = engine.store.run(run.id)
    whole = pins.completed(again.pins, {"ANTHROPIC_API_KEY": "two"})
    assert wiring.seat(pins.read(run.id, whole).config) == before
    assert {settings.provider for settings in wiring.roles(pins.read(run.id, whole).config).values()} == {
        "openai"
    }


def test_pinning_anew_takes_the_key_that_is_there_now(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    engine = Engine.at(git_repo(), silent)
    run = engine.start(TICKET, "HEAD", {}, Replies())
    monkeypatch.setenv("ANTHROPIC_API_KEY", "two")
    found = engine.refreshed(run)
    assert "model" in found.changed
    anew = pins.read(run.id, engine.refresh(run, found).pins).config
    assert wiring.roles(anew)["code"].provider == "anthropic"


def test_a_run_of_a_devflow_that_pinned_no_model_takes_the_key_that_is_there(git_repo: MakeRepo) -> None:
    engine = Engine.at(git_repo(), silent)
    run = engine.start(TICKET, "HEAD", {}, Replies(script=engine.user.root / "none"))
    assert wiring.roles(pins.read(run.id, run.pins).config) == {}
    whole = pins.completed(run.pins, {"OPENAI_API_KEY": "one"})
    assert wiring.roles(pins.read(run.id, whole).config)["code"].model == "gpt-5"
