"""Recording, replaying, recalling and caching: an answer that was paid for is not paid again."""

from __future__ import annotations

import stat
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel

from devflow.errors import ConfigError, ModelError, ReplyInvalid
from devflow.models import Budget, Call, MemoryJournal, Models, Prompt
from tests.models.conftest import Bench
from tests.models.fake import say


class Word(BaseModel):
    """One word."""

    word: str


class Shelf:
    """A cache in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Call] = {}

    def get(self, request: str) -> Call | None:
        return self.kept.get(request)

    def put(self, call: Call) -> None:
        self.kept[call.request] = call


def replaying(folder: Path, journal: MemoryJournal | None = None) -> Models:
    """A door with no models, no keys and no network."""
    return Models({}, journal or MemoryJournal(), Budget(), replay=folder, keys={})


def test_a_recorded_run_plays_without_models_or_keys(compatible: Bench, tmp_path: Path) -> None:
    compatible.fake.then(say("no json"), say('{"word": "yes"}', input=40, output=9), say("a patch"))
    models = compatible.models(record=tmp_path / "r")
    models.ask("text", Prompt("s", "which word?"), Word)
    models.bound("patch").ask("code", Prompt("s", "patch", shared="pack"), str)
    journal = MemoryJournal()
    again = replaying(tmp_path / "r", journal)
    assert again.bound("spec").ask("text", Prompt("s", "which word?"), Word) == Word(word="yes")
    assert again.bound("patch").ask("code", Prompt("s", "patch", shared="pack"), str) == "a patch"
    assert len(compatible.fake.requests) == 3
    assert journal.calls[1].input_tokens == 40 and journal.spent().money == 0


@pytest.mark.parametrize(
    ("step", "prompt", "words"),
    [
        (
            "spec",
            Prompt("s", "one\ntwo\n3"),
            r"spec step's user text has changed: line 3 was 'three', is '3'",
        ),
        ("spec", Prompt("s", "one\ntwo"), r"line 3 was 'three', is not there"),
        (
            "spec",
            Prompt("S", "one\ntwo\nthree"),
            r"spec step's system text has changed: line 1 was 's', is 'S'",
        ),
        ("patch", Prompt("s", "one\ntwo\nthree"), r"no further reply for the step patch"),
    ],
)
def test_a_changed_prompt_is_named_instead_of_answered_wrongly(
    compatible: Bench, tmp_path: Path, step: str, prompt: Prompt, words: str
) -> None:
    compatible.models(record=tmp_path).ask("text", Prompt("s", "one\ntwo\nthree"), str)
    with pytest.raises(ModelError, match=words) as caught:
        replaying(tmp_path).bound(step).ask("text", prompt, str)
    assert caught.value.code == "E_REPLAY_CHANGED"


def test_a_changed_shape_is_named(compatible: Bench, tmp_path: Path) -> None:
    compatible.models(record=tmp_path).ask("text", Prompt("s", "?"), str)
    with pytest.raises(ModelError, match="another shape"):
        replaying(tmp_path).bound("spec").ask("text", Prompt("s", "?"), Word)


def test_the_same_question_asked_again_replays_its_next_answer(compatible: Bench, tmp_path: Path) -> None:
    compatible.fake.then(say("no json"), say("still none"), say('{"word": "yes"}'))
    models = compatible.models(record=tmp_path)
    with pytest.raises(ReplyInvalid):
        models.ask("text", Prompt("", "?"), Word)
    models.ask("text", Prompt("", "?"), Word)
    again = replaying(tmp_path).bound("spec")
    with pytest.raises(ReplyInvalid):
        again.ask("text", Prompt("", "?"), Word)
    assert again.ask("text", Prompt("", "?"), Word) == Word(word="yes")


def test_a_cut_off_answer_replays_as_cut_off(compatible: Bench, tmp_path: Path) -> None:
    compatible.fake.then(say("half", stop="length"))
    with pytest.raises(ReplyInvalid):
        compatible.ask(record=tmp_path)
    with pytest.raises(ReplyInvalid, match="cut off"):
        replaying(tmp_path).bound("spec").ask("code", Prompt("You are exact.", "What is so?"), str)


def test_a_recording_is_for_its_owner_only(compatible: Bench, tmp_path: Path) -> None:
    compatible.ask(record=tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new" / "replies.jsonl").stat().st_mode) == 0o600


def test_a_recording_that_cannot_be_used_is_a_config_error(compatible: Bench, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        replaying(tmp_path)
    (tmp_path / "replies.jsonl").write_text('\n{"key": 1}\n')
    with pytest.raises(ConfigError, match=r"replies\.jsonl:2"):
        replaying(tmp_path)
    with pytest.raises(ConfigError, match="Nothing can be recorded"):
        compatible.models(record=tmp_path / "replies.jsonl")


def test_an_answer_of_this_run_is_recalled_and_not_paid_again(bench: Bench) -> None:
    bench.fake.then(say("once"))
    assert bench.ask() == bench.ask() == "once"
    assert len(bench.fake.requests) == 1
    assert bench.models().bound("patch").ask("code", Prompt("You are exact.", "What is so?"), str) == "hello"


def test_after_a_crash_between_answer_and_next_question_only_the_next_is_asked(bench: Bench) -> None:
    bench.fake.then(say("no json"), say('{"word": "yes"}'))
    bench.models().ask("text", Prompt("", "?"), Word)
    del bench.journal.calls[1:]  # the process died after the unusable answer was kept
    bench.fake.then(say('{"word": "again"}'))
    assert bench.models().ask("text", Prompt("", "?"), Word) == Word(word="again")
    assert len(bench.fake.requests) == 3


def test_a_failed_question_is_asked_anew_when_the_run_is_resumed(bench: Bench) -> None:
    bench.fake.then(say("cut", stop="length"), say("whole"))
    with pytest.raises(ReplyInvalid):
        bench.ask()
    assert bench.ask() == "whole"
    bench.fake.then(say("no json"), say("still none"), say('{"word": "yes"}'))
    with pytest.raises(ReplyInvalid):
        bench.models().ask("text", Prompt("", "?"), Word)
    assert bench.models().ask("text", Prompt("", "?"), Word) == Word(word="yes")
    assert len(bench.fake.requests) == 5  # the first unusable answer was recalled, the second asked anew


@pytest.mark.parametrize("changed", [{"model": "other"}, {"max_output": 999}, {"options": {"seed": 1}}])
def test_another_model_or_setting_is_another_question(bench: Bench, changed: dict[str, object]) -> None:
    bench.ask()
    bench.ask(settings=changed)
    assert len(bench.fake.requests) == 2


def test_text_and_search_answers_are_cached_across_runs_and_code_never(bench: Bench) -> None:
    shelf = Shelf()
    for role, asked in (("text", 1), ("search", 2), ("code", 4), ("review", 6)):
        for _ in range(2):
            bench.journal = MemoryJournal()
            bench.models(cache=shelf).ask(role, Prompt("", role), str)  # type: ignore[arg-type]
        assert len(bench.fake.requests) == asked
    bench.journal = MemoryJournal()
    bench.models(cache=shelf).ask("text", Prompt("", "text"), str)
    (call,) = bench.journal.calls
    assert (call.state, call.cost, call.tokens) == ("cached", Decimal(0), 0)
    assert bench.journal.spent().calls == 0 and bench.journal.count("spec") == 0


def test_an_unusable_answer_is_not_cached(bench: Bench) -> None:
    shelf = Shelf()
    bench.fake.then(say("cut", stop="length"))
    with pytest.raises(ReplyInvalid):
        bench.models(cache=shelf).ask("text", Prompt("", "?"), str)
    assert shelf.kept == {}


def test_a_damaged_cache_is_not_believed(bench: Bench) -> None:
    shelf = Shelf()
    bench.fake.then(say('{"word": "yes"}'))
    bench.models(cache=shelf).ask("text", Prompt("", "?"), Word)
    shelf.kept = {key: call.model_copy(update={"reply": "rubbish"}) for key, call in shelf.kept.items()}
    bench.journal = MemoryJournal()
    bench.fake.then(say('{"word": "anew"}'))
    assert bench.models(cache=shelf).ask("text", Prompt("", "?"), Word) == Word(word="anew")
