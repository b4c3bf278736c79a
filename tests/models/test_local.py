"""What servers of this machine say they hold for a model, and what is done where it is little."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from devflow.errors import ModelUnavailable
from devflow.models import Prompt
from devflow.models.local import window_of
from tests.models.conftest import Bench


@contextmanager
def serving(answers: Mapping[str, object]) -> Iterator[str]:
    """A server that gives these values as JSON, by path; the address of its protocol."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.get(self.path)).encode()
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output free of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def listed(**more: object) -> dict[str, object]:
    return {"/v1/models": {"data": [{"id": "other", "max_model_len": 1}, {"id": "m", **more}]}}


LOADED = {"models": [{"name": "m:latest", "context_length": 4096}]}


@pytest.mark.parametrize(
    ("answers", "window"),
    [
        (listed(max_model_len=32768), 32768),  # vLLM
        (listed(meta={"n_ctx": 8192, "n_ctx_train": 131072}), 8192),  # llama.cpp: what runs, not what could
        ({**listed(), "/props": {"default_generation_settings": {"n_ctx": 2048}}}, 2048),  # an older one
        ({**listed(), "/api/ps": LOADED}, 4096),  # Ollama, of a model that is loaded
        ({**listed(), "/api/ps": {"models": [{"name": "another", "context_length": 4096}]}}, 0),
        (listed(max_model_len=-5), 0),
        (listed(max_model_len="many", meta=[1]), 0),
        ({"/v1/models": {"data": {"id": "m"}}, "/api/ps": [], "/props": 3}, 0),
        ({}, 0),
    ],
)
def test_each_kind_of_server_is_understood(answers: Mapping[str, object], window: int) -> None:
    with serving(answers) as url:
        assert window_of(url, "m") == window


def test_nobody_there_has_no_window() -> None:
    assert window_of("http://127.0.0.1:1/v1", "m") == 0


def test_a_prompt_beyond_what_a_local_server_holds_is_named_and_not_cut_in_silence(compatible: Bench) -> None:
    compatible.fake.window = 4000
    with pytest.raises(ModelUnavailable, match="window of 4000") as caught:
        compatible.models().ask("code", Prompt("", "x" * 20_000), str)
    assert caught.value.code == "E_CONTEXT" and compatible.fake.requests == []


def test_a_window_that_a_person_has_set_is_believed(compatible: Bench) -> None:
    compatible.fake.window = 4000
    models = compatible.models(settings={"window": 100_000})
    assert models.ask("code", Prompt("", "x" * 20_000), str) == "hello"


def test_what_a_server_holds_is_no_part_of_the_question(compatible: Bench) -> None:
    assert compatible.ask() == "hello"
    compatible.fake.window = 100_000
    assert compatible.ask() == "hello"
    assert len(compatible.fake.requests) == 1  # recalled: the same question
