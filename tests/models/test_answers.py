"""Structured answers: how a shape is asked for, what is read, and what a bad answer is called."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, ConfigDict, Field

from devflow.errors import ReplyInvalid
from devflow.handoffs import Spec
from devflow.models import Prompt
from tests.models.conftest import Bench, bench_for
from tests.models.fake import Fake, refuse, say

PROMPT = Prompt("You are exact.", "Say what it is.")


class Point(BaseModel):
    """A small shape with a bound, a nested list and a default."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=20)
    sizes: tuple[int, ...] = ()


GOOD = '{"name": "here", "sizes": [1, 2]}'
POINT = Point(name="here", sizes=(1, 2))


def ask(bench: Bench) -> Point:
    return bench.models().ask("text", PROMPT, Point)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"\ufeff  {GOOD}\n",
        f"Here you are:\n```json\n{GOOD}\n```\nAnything else?",
        f"~~~\n{GOOD}\n~~~",
        f"````json\n{GOOD}\n````",
        f"It is {GOOD}, I think.",
        f"{{not json}} but {GOOD}",
        f'```json\n{{"name": 3}}\n```\nno, sorry:\n```json\n{GOOD}\n```',
        f'{{"other": 1}} and then {GOOD}',
    ],
)
def test_an_answer_is_read_leniently(bench: Bench, text: str) -> None:
    bench.fake.then(say(text))
    assert ask(bench) == POINT
    assert len(bench.fake.requests) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I would rather talk.", "no JSON object"),
        ('{"name": "here", "sizes": "many"}', "sizes"),
        ('{"name": "here", "colour": "red"}', "colour"),
        ('{"sizes": []}', "name"),
        ('{"name": "' + "x" * 30 + '"}', "name"),
        ('{"name": "he', "no JSON object|EOF"),
        ('{"a":' * 5000, "recursion|EOF|no JSON"),
        ("[1, 2]", "no JSON object"),
    ],
    ids=["prose", "type", "extra", "missing", "bound", "cut", "deep", "list"],
)
def test_a_wrong_shape_is_asked_for_once_more_with_the_fault(bench: Bench, text: str, words: str) -> None:
    bench.fake.then(say(text), say(GOOD))
    assert ask(bench) == POINT
    again = json.dumps(bench.fake.requests[1])
    assert "could not be used" in again and '\\"sizes\\"' in again
    assert bench.journal.calls[0].fault == "E_REPLY_SCHEMA" and bench.journal.calls[1].fault == ""

    bench.fake.then(say(text), say(text))
    with pytest.raises(ReplyInvalid, match=words) as caught:
        bench.models().ask("text", Prompt("", "another question"), Point)
    assert caught.value.code == "E_REPLY_SCHEMA"
    assert len(bench.fake.requests) == 4


def test_an_empty_answer_is_asked_for_once_more(bench: Bench) -> None:
    bench.fake.then(say(" \n"), say("something"))
    assert bench.ask() == "something"
    bench.fake.then(say(""), say(""))
    with pytest.raises(ReplyInvalid) as caught:
        bench.models().ask("code", Prompt("", "another question"), str)
    assert caught.value.code == "E_MODEL_EMPTY"


@pytest.mark.parametrize("gives", [str, Point])
def test_a_cut_off_answer_is_never_used(bench: Bench, gives: type[str] | type[Point]) -> None:
    bench.fake.then(say(GOOD, stop="length", output=1000))
    with pytest.raises(ReplyInvalid, match="1000 output tokens") as caught:
        bench.models().ask("code", PROMPT, gives)
    assert caught.value.code == "E_MODEL_TRUNCATED" and len(bench.fake.requests) == 1
    assert bench.journal.calls[0].fault == "E_MODEL_TRUNCATED"


def test_a_refusal_is_named_with_its_words(bench: Bench) -> None:
    bench.fake.then(say("I cannot help with that.", stop="refusal"))
    with pytest.raises(ReplyInvalid, match="I cannot help") as caught:
        ask(bench)
    assert caught.value.code == "E_MODEL_REFUSED" and len(bench.fake.requests) == 1


def test_a_content_filter_is_a_refusal(compatible: Bench) -> None:
    compatible.fake.then(say("", stop="content_filter"))
    with pytest.raises(ReplyInvalid) as caught:
        ask(compatible)
    assert caught.value.code == "E_MODEL_REFUSED"


def test_hosted_providers_get_a_strict_schema(fake: Fake) -> None:
    fake.then(say(GOOD), say(GOOD))
    ask(bench_for(fake, "openai"))
    ask(bench_for(fake, "anthropic"))
    openai, anthropic = fake.requests
    asked = openai["response_format"]["json_schema"]
    assert asked["strict"] and asked["schema"] == anthropic["output_config"]["format"]["schema"]
    schema = asked["schema"]
    assert schema["required"] == ["name", "sizes"] and schema["additionalProperties"] is False
    assert set(schema["properties"]["name"]) == {"type"}
    assert set(schema["properties"]["sizes"]) == {"type", "items"}


def test_a_local_server_gets_the_bounds_too(compatible: Bench) -> None:
    compatible.fake.then(say(GOOD))
    ask(compatible)
    schema = compatible.fake.requests[0]["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["name"]["maxLength"] == 20


def test_every_handoff_that_is_asked_for_has_a_strict_schema(bench: Bench) -> None:
    spec = Spec(action="a", expected="b", edge_cases=("c",), criteria=())
    bench.fake.then(say(spec.model_dump_json()))
    assert bench.models().ask("text", PROMPT, Spec) == spec


@pytest.mark.parametrize("protocol", ["openai", "compatible"])
def test_without_schema_support_a_tool_then_words_are_used(fake: Fake, protocol: str) -> None:
    bench = bench_for(fake, protocol)
    fake.then(refuse(400, "response_format json_schema is not supported"), say(GOOD), say(GOOD))
    models = bench.models()
    assert models.ask("text", PROMPT, Point) == POINT
    assert fake.requests[1]["tool_choice"]["function"]["name"] == "answer"
    assert models.ask("text", Prompt("", "and now?"), Point) == POINT
    assert len(fake.requests) == 3 and "tools" in fake.requests[2]  # what it cannot do is not tried again
    assert len(bench.journal.calls) == 2  # a refusal of the wording is not a call of its own

    fake.then(refuse(400, "tools are not supported by this model"), say(f"```json\n{GOOD}\n```"))
    assert models.ask("text", Prompt("", "and then?"), Point) == POINT
    assert "JSON schema" in fake.requests[-1]["messages"][-1]["content"]


def test_an_older_claude_is_asked_by_tool_then_in_words(fake: Fake) -> None:
    bench = bench_for(fake, "anthropic")
    fake.then(refuse(400, "output_config.format: this model does not support it"), say(GOOD))
    models = bench.models()
    assert models.ask("text", PROMPT, Point) == POINT
    assert fake.requests[1]["tool_choice"] == {"type": "tool", "name": "answer"}
    fake.then(refuse(400, "tool_choice may not be forced"), say(f"so: {GOOD}"))
    assert models.ask("text", Prompt("", "and then?"), Point) == POINT
    assert "JSON schema" in fake.requests[-1]["messages"][0]["content"][-1]["text"]


def test_a_server_that_cannot_stream_is_asked_for_the_whole(fake: Fake) -> None:
    bench = bench_for(fake, "openai")
    fake.then(
        refuse(400, "stream_options is not known"),
        refuse(400, "Your organization must be verified to stream this model."),
        say("whole", input=11, output=3),
    )
    assert bench.ask() == "whole"
    assert "stream" not in fake.requests[2]
    assert bench.journal.calls[0].input_tokens == 11


def test_the_other_name_of_the_output_limit_is_used_where_a_server_wants_it(compatible: Bench) -> None:
    compatible.fake.then(
        refuse(400, "max_tokens is not supported, use max_completion_tokens instead"), say("ok")
    )
    assert compatible.ask() == "ok"
    assert compatible.fake.requests[1]["max_completion_tokens"] == 1000


def test_objections_that_never_end_do(bench: Bench) -> None:
    words = "stream stream_options response_format schema tool max_tokens max_completion_tokens instead"
    bench.fake.then(*[refuse(400, words)] * 50)
    with pytest.raises(Exception, match="answered 400"):
        ask(bench)
    assert len(bench.fake.requests) < 12


def test_thinking_aloud_is_not_part_of_the_answer(compatible: Bench) -> None:
    compatible.fake.then(say('<think>perhaps {"name": "wrong"}</think>\n' + GOOD))
    assert ask(compatible) == POINT


def test_what_repeats_is_marked_for_anthropics_cache(fake: Fake) -> None:
    bench = bench_for(fake, "anthropic")
    fake.then(say("ok", input=100, written=60, output=4), say("ok", input=100, cached=60, output=4))
    models = bench.models()
    models.ask("code", Prompt("s", "first question", shared="the pack"), str)
    models.ask("code", Prompt("s", "second question", shared="the pack"), str)
    first, second = (request["messages"][0]["content"] for request in fake.requests)
    assert (
        first[0] == second[0] == {"type": "text", "text": "the pack", "cache_control": {"type": "ephemeral"}}
    )
    # 40 x $3 + 60 x $3.75 (written) or $0.30 (read) + 4 x $15, a million each
    assert [str(call.cost) for call in bench.journal.calls] == ["0.000405", "0.000198"]


def test_options_are_sent_as_they_are(bench: Bench) -> None:
    bench.ask(settings={"options": {"temperature": 0, "seed": 7}})
    assert (bench.fake.requests[0]["temperature"], bench.fake.requests[0]["seed"]) == (0, 7)


def test_a_hostile_answer_is_read_in_bounded_time(compatible: Bench) -> None:
    for text in ("```json\n" * 100_000, "{" * 200_000, '{"a": [' * 50_000, "~~~\n```\n" * 50_000):
        compatible.fake.then(say(text), say(GOOD))
        assert compatible.models().ask("text", Prompt("", text[:9]), Point) == POINT


def test_half_characters_in_prompt_and_answer_do_no_harm(bench: Bench) -> None:
    bench.fake.then(say("half \ud800 a character"))
    assert (
        bench.models().ask("code", Prompt("", "bytes \udcff that were no text"), str)
        == "half \ufffd a character"
    )
    bench.journal.calls[0].model_dump_json().encode()
