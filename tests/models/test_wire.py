"""Transport: what a server can do to a call, in each protocol, through the official SDKs."""

from __future__ import annotations

import contextlib
import gzip
import json
import signal
import socket
import ssl
import time
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from devflow.errors import BudgetError, ModelUnavailable, ReplyInvalid
from devflow.models import Budget, Prompt
from tests.models.conftest import KEY, Bench, bench_for
from tests.models.fake import Fake, Handler, drip, raw, refuse, say, serving, silent


def test_an_answer_comes_with_its_counts_and_cost(bench: Bench) -> None:
    bench.fake.then(say("four words of text", input=30, output=7, cached=10))
    assert bench.ask() == "four words of text"
    (call,) = bench.journal.calls
    assert (call.state, call.input_tokens, call.cached_tokens, call.output_tokens) == ("settled", 30, 10, 7)
    assert str(call.cost) == "0.000168"  # 20 x $3 + 10 x $0.30 + 7 x $15 a million
    assert not call.estimated and call.answered_by == ""


def test_the_key_goes_to_the_server_and_nowhere_else(bench: Bench) -> None:
    bench.ask()
    sent = bench.fake.headers[0]
    assert KEY in (sent.get("authorization", "") + sent.get("x-api-key", ""))
    assert KEY not in repr(bench.journal.calls) + repr(bench.told) + bench.models().describe("code")


def test_a_local_server_without_a_key_gets_none(compatible: Bench) -> None:
    assert compatible.ask(settings={"key_env": ""}) == "hello"
    assert "authorization" not in compatible.fake.headers[0]


def test_a_server_of_this_machine_is_not_asked_through_a_proxy(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert bench.ask() == "hello"


def test_a_foreign_server_hears_nothing_of_the_openai_account(
    compatible: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-mine")
    compatible.ask()
    assert "of-mine" not in repr(compatible.fake.headers)


@pytest.mark.parametrize(
    "fault",
    [
        refuse(500),
        refuse(503),
        refuse(529, "overloaded"),
        refuse(502),
        say(break_after=0),
        say(break_after=3),
        raw(b'data: {"choices": [{"ind', end=True),
        raw(b'event: message_start\ndata: {"type": "mess\n\n', end=True),
        raw(b"", end=False),
        raw(b"<html>gateway</html>", kind="text/html"),
        raw(
            b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": ""}}\n\n'
        ),
    ],
    ids=[
        "500",
        "503",
        "529",
        "502",
        "reset",
        "reset_in_stream",
        "cut_json",
        "cut_event",
        "hung_up",
        "html",
        "error_event",
    ],
)
def test_a_passing_fault_is_tried_again(bench: Bench, fault: object) -> None:
    bench.fake.then(fault, fault, say("at last"))  # type: ignore[arg-type]
    assert bench.ask() == "at last"
    assert [call.state for call in bench.journal.calls][-1] == "settled"
    assert len(bench.journal.calls) == 3 and len(bench.waits) == 2
    assert all(0 < wait <= 2 for wait in bench.waits)


def test_a_lasting_fault_ends_in_a_named_error(bench: Bench) -> None:
    bench.fake.then(*[refuse(500, "out of order")] * 9)
    with pytest.raises(ModelUnavailable, match="out of order") as caught:
        bench.ask()
    assert caught.value.code == "E_MODEL_UNAVAILABLE" and "4 times" in caught.value.hint
    assert len(bench.fake.requests) == 4
    assert bench.journal.spent().tokens == 0  # a refusal is not billed


def test_what_broke_off_stands_at_its_reservation(bench: Bench) -> None:
    bench.fake.then(say(break_after=3), say("whole"))
    bench.ask()
    lost, found = bench.journal.calls
    assert (lost.state, lost.stop_reason, found.state) == ("unknown", "E_MODEL_UNAVAILABLE", "settled")
    spent = bench.journal.spent()
    assert spent.up_to and spent.tokens == lost.reserved_tokens + found.tokens


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("0.5", 0.5), ("0", 0.0)])
def test_retry_after_in_seconds_is_kept(bench: Bench, header: str, seconds: float) -> None:
    bench.fake.then(refuse(429, "slow down", Retry_After=header), say("now"))
    assert bench.ask() == "now"
    assert seconds <= bench.waits[0] <= seconds + 0.25


@pytest.mark.parametrize("years", [-30, 0, 30])
def test_retry_after_as_a_date_is_held_against_the_servers_own_clock(bench: Bench, years: int) -> None:
    now = datetime.now(UTC) + timedelta(days=365 * years)

    def behave(handler: Handler) -> None:
        dates = {"Date": now, "Retry-After": now + timedelta(seconds=5)}
        told = "".join(f"{name}: {format_datetime(date, usegmt=True)}\r\n" for name, date in dates.items())
        handler.wfile.write(f"HTTP/1.1 429 Slow down\r\n{told}Content-Length: 2\r\n\r\n{{}}".encode())

    bench.fake.then(behave, say("now"))
    assert bench.ask() == "now"
    assert 5 <= bench.waits[0] <= 5.25


@pytest.mark.parametrize("header", ["86400", "1e308"])
def test_a_wait_that_is_too_long_ends_the_call_at_once(bench: Bench, header: str) -> None:
    bench.fake.then(refuse(429, "come back tomorrow", Retry_After=header))
    with pytest.raises(ModelUnavailable) as caught:
        bench.ask()
    assert caught.value.code == "E_MODEL_RATE_LIMIT" and "resume" in caught.value.hint
    assert bench.waits == [] and len(bench.fake.requests) == 1


@pytest.mark.parametrize("header", ["soon", "-5", "nan", "inf", "Mon, 99 Foo 2026"])
def test_a_senseless_retry_after_is_replaced_by_an_own_wait(bench: Bench, header: str) -> None:
    bench.fake.then(refuse(429, "slow down", Retry_After=header), say("now"))
    assert bench.ask() == "now"
    assert 0 <= bench.waits[0] <= 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_not_tried_again_and_its_place_is_named(bench: Bench, status: int) -> None:
    bench.fake.then(refuse(status, f"bad key {KEY}"))
    with pytest.raises(ModelUnavailable) as caught:
        bench.ask()
    assert caught.value.code == "E_MODEL_AUTH" and bench.settings.key_name in caught.value.hint
    assert len(bench.fake.requests) == 1
    assert KEY not in caught.value.message + "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"),
        (400, "prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error"),
        (400, "the request exceeds the available context size", "exceed_context_size_error"),
        (413, "request too large", "request_too_large"),
    ],
)
def test_a_prompt_beyond_the_window_is_named(bench: Bench, status: int, message: str, kind: str) -> None:
    bench.fake.then(refuse(status, message, kind))
    with pytest.raises(ModelUnavailable) as caught:
        bench.ask()
    assert caught.value.code == "E_CONTEXT" and len(bench.fake.requests) == 1


def test_an_account_without_credit_is_not_tried_again(bench: Bench) -> None:
    bench.fake.then(refuse(429, "You exceeded your current quota", "insufficient_quota"))
    with pytest.raises(ModelUnavailable, match="quota"):
        bench.ask()
    assert len(bench.fake.requests) == 1


def test_an_unknown_model_is_named_with_the_servers_words(bench: Bench) -> None:
    bench.fake.then(refuse(404, "no model \x1b[31mfake-1\x1b[0m here", "not_found_error"))
    with pytest.raises(ModelUnavailable, match="no model") as caught:
        bench.ask()
    assert "\x1b" not in caught.value.message and len(bench.fake.requests) == 1


def test_a_server_that_says_nothing_is_given_up_in_time(bench: Bench) -> None:
    bench.fake.then(*[silent(60)] * 2)
    started = time.monotonic()
    with pytest.raises(ModelUnavailable, match="did not answer in time"):
        bench.ask(settings={"timeout": 0.2}, patience={"tries": 2})
    assert time.monotonic() - started < 30
    assert [call.state for call in bench.journal.calls] == ["unknown", "unknown"]


def test_a_server_that_falls_silent_is_given_up_in_time(bench: Bench) -> None:
    bench.fake.then(silent(60, begun=True))
    started = time.monotonic()
    with pytest.raises(ModelUnavailable, match="did not answer in time"):
        bench.ask(settings={"timeout": 0.2}, patience={"tries": 1})
    assert time.monotonic() - started < 30


def test_a_server_that_trickles_for_ever_is_ended_by_the_clock(bench: Bench) -> None:
    bench.fake.then(drip(60))
    started = time.monotonic()
    with pytest.raises(ModelUnavailable, match="took longer"):
        bench.ask(settings={"timeout": 2, "total": 0.4})
    assert time.monotonic() - started < 30


def test_headers_that_trickle_for_ever_are_ended_by_the_clock(bench: Bench) -> None:
    def behave(handler: Handler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 3000:
            handler.wfile.write(bytes([letter]))
            time.sleep(0.02)

    bench.fake.then(behave)
    started = time.monotonic()
    with pytest.raises(ModelUnavailable, match="took longer"):
        bench.ask(settings={"timeout": 2, "total": 0.4})
    assert time.monotonic() - started < 30


def test_a_huge_answer_is_cut_and_not_used(bench: Bench) -> None:
    sent = 0

    def behave(handler: Handler) -> None:
        nonlocal sent
        handler.begin()
        for _ in range(100):
            handler.chunk(b": " + b"x" * 1_000_000 + b"\n\n")
            sent += 1_000_000

    bench.fake.then(behave)
    with pytest.raises(ReplyInvalid) as caught:
        bench.ask()
    assert caught.value.code == "E_MODEL_TRUNCATED"
    assert sent < 20_000_000 and bench.journal.calls[0].state == "unknown"


def test_a_huge_error_is_cut_too(bench: Bench) -> None:
    bench.fake.then(lambda handler: handler.reply(400, b"x" * 30_000_000))
    with pytest.raises(ReplyInvalid, match="bytes"):
        bench.ask()


def test_a_compressed_answer_is_never_unfolded(bench: Bench) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    bench.fake.then(lambda handler: handler.reply(200, bomb, Content_Encoding="gzip"))
    with pytest.raises(ModelUnavailable, match="compressed"):
        bench.ask()
    assert bench.fake.headers[0]["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_does_not_take_the_key_along(bench: Bench, status: int) -> None:
    with serving() as other:
        bench.fake.then(refuse(status, "moved", Location=f"{other.root}/v1/messages"))
        with pytest.raises(ModelUnavailable, match="redirect") as caught:
            bench.ask()
        assert other.requests == [] and other.root in caught.value.hint


def test_nobody_at_the_address_is_a_named_error(bench: Bench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelUnavailable, match="could not be reached") as caught:
            bench.ask(settings={"base_url": address})
    assert caught.value.code == "E_MODEL_UNAVAILABLE"
    assert bench.journal.spent().tokens == 0  # nothing was sent, so nothing can be billed


def test_a_server_that_takes_no_connection_is_given_up_in_time(bench: Bench) -> None:
    with socket.socket() as full, contextlib.ExitStack() as taken:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # -- whoever comes after them waits for ever
            one = taken.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}/v1"
        started = time.monotonic()
        with pytest.raises(ModelUnavailable) as caught:
            bench.ask(settings={"base_url": url, "timeout": 0.3, "window": 9_000}, patience={"tries": 1})
    assert caught.value.code == "E_MODEL_UNAVAILABLE" and time.monotonic() - started < 10
    assert bench.journal.spent().tokens == 0  # nothing was sent, so nothing can be billed


def test_a_certificate_that_nobody_vouches_for_is_not_tried_again(bench: Bench) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    with serving(context) as other:
        address = bench.settings.base_url.replace(bench.fake.root, f"https://127.0.0.1:{other.port}")
        with pytest.raises(ModelUnavailable, match=r"(?i)certificate"):
            bench.ask(settings={"base_url": address})
        assert other.requests == [] and bench.waits == []


def test_a_server_without_tls_is_a_named_error(bench: Bench) -> None:
    address = bench.settings.base_url.replace("http://", "https://")
    with pytest.raises(ModelUnavailable) as caught:
        bench.ask(settings={"base_url": address}, patience={"tries": 1})
    assert "SSL" in caught.value.message.upper() and bench.fake.requests == []


def test_the_key_in_an_answer_is_hidden(bench: Bench) -> None:
    bench.fake.then(say(f"your key is {KEY}, is it not?", model=f"model-{KEY}"))
    assert bench.ask() == "your key is [key hidden], is it not?"
    assert KEY not in repr(bench.journal.calls)


def test_the_key_in_a_prompt_is_not_sent(bench: Bench) -> None:
    models = bench.models()
    models.ask("code", Prompt("s", f"use {KEY}"), str)
    assert KEY not in json.dumps(bench.fake.requests) + repr(bench.journal.calls)


@pytest.mark.parametrize(
    "usage", [None, {}, {"input_tokens": -1, "prompt_tokens": -1}, "many", [], 3.5], ids=repr
)
def test_a_missing_or_senseless_count_stands_as_up_to(bench: Bench, usage: object) -> None:
    bench.fake.then(say("fine", usage=usage))
    assert bench.ask() == "fine"
    (call,) = bench.journal.calls
    assert call.estimated and call.tokens == call.reserved_tokens and call.cost == call.reserved
    assert bench.journal.spent().up_to and any("no credible count" in words for words in bench.told)


def test_a_count_beyond_the_possible_is_not_believed(bench: Bench) -> None:
    bench.fake.then(say("fine", input=10**9, output=10**9))
    bench.ask()
    (call,) = bench.journal.calls
    assert call.estimated and call.tokens == call.reserved_tokens


def test_another_models_name_in_the_answer_is_recorded(bench: Bench) -> None:
    bench.fake.then(say("fine", model="cheaper-model"))
    bench.ask()
    assert bench.journal.calls[0].answered_by == "cheaper-model"


def test_an_interrupted_call_stands_at_its_reservation(bench: Bench) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    bench.models().ask("code", Prompt("", "warm up"), str)
    bench.fake.then(silent(3))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(KeyboardInterrupt):
            bench.ask()
    finally:
        signal.signal(signal.SIGALRM, before)
    call = bench.journal.calls[-1]
    assert call.state == "reserved" and call.tokens == call.reserved_tokens


def test_a_slow_whole_answer_is_read_to_its_end(bench: Bench) -> None:
    bench.fake.then(say("patience", trickle=0.05))
    assert bench.ask(settings={"timeout": 1}) == "patience"


def test_time_for_the_runs_calls_ends_before_the_next_one(bench: Bench) -> None:
    bench.ask()
    bench.journal.settle(0, bench.journal.calls[0].model_copy(update={"seconds": 31.0}))
    with pytest.raises(BudgetError, match="used up"):
        bench.models(Budget(seconds=30)).ask("code", Prompt("", "more?"), str)
    assert len(bench.fake.requests) == 1


def test_a_claude_that_thinks_first_is_understood(fake: Fake) -> None:
    deltas = (
        {"type": "thinking_delta", "thinking": "Let me see."},
        {"type": "signature_delta", "signature": "c2ln"},
    )
    usage = {"input_tokens": 30, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 12}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "fake-1", "content": []}
    events = [
        {
            "type": "message_start",
            "message": {**message, "stop_reason": None, "usage": {**usage, "output_tokens": 1}},
        },
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "thinking", "thinking": "", "signature": ""},
        },
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "An answer."}},
        {"type": "content_block_stop", "index": 1},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 9},
        },
        {"type": "message_stop"},
    ]
    fake.then(raw(*(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode() for each in events)))
    bench = bench_for(fake, "anthropic")
    assert (
        bench.ask(settings={"options": {"thinking": {"type": "enabled", "budget_tokens": 1024}}})
        == "An answer."
    )
    (call,) = bench.journal.calls
    assert (call.input_tokens, call.written_tokens, call.output_tokens) == (42, 12, 9)
    assert fake.requests[0]["thinking"] == {"type": "enabled", "budget_tokens": 1024}
