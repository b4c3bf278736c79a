"""The page is served to whoever holds the link, once, and takes orders from itself alone."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from devflow.engine import Engine
from devflow.events import silent
from devflow.store.store import RunState
from devflow.web import ReviewServer
from devflow.web.desk import Desk
from tests.conftest import MakeRepo
from tests.support import views


@pytest.fixture
def server(git_repo: MakeRepo) -> Iterator[ReviewServer]:
    engine = Engine.at(git_repo(), silent)
    view = views.keep(engine.store, [("summary", views.summary())], state=RunState.NOT_FIT, reason="red")
    with ReviewServer(Desk(engine, view.run.id, "Ada")) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield served
        served.shutdown()


def ask(
    server: ReviewServer, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, http.client.HTTPMessage, str]:
    wire = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    wire.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = wire.getresponse()
    told = answer.status, answer.headers, answer.read().decode()
    wire.close()
    return told


def cookie(server: ReviewServer) -> str:
    status, headers, _ = ask(server, "GET", f"/?token={server.token}")
    assert (status, headers["Location"]) == (303, "/")
    return headers["Set-Cookie"]


def form(server: ReviewServer, **fields: str) -> str:
    return urlencode({"key": server.key, **fields})


def state(server: ReviewServer) -> str:
    return server.desk.view().run.state.value


def test_the_link_opens_the_page_once(server: ReviewServer) -> None:
    first = server.link.removeprefix(server.origin)
    held = cookie(server)
    assert all(word in held for word in ("HttpOnly", "SameSite=Strict"))
    assert ask(server, "GET", "/", Cookie=held)[0] == 200
    assert ask(server, "GET", first)[0] == 403


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=guessed", "/state"])
def test_without_the_link_there_is_no_page(path: str, server: ReviewServer) -> None:
    status, _, body = ask(server, "GET", path)
    assert (status, "subtract" in body) == (403, False)


def test_a_name_that_leads_here_is_not_answered(server: ReviewServer) -> None:
    held = cookie(server)
    assert ask(server, "GET", "/", Cookie=held, Host=f"evil.example:{server.server_port}")[0] == 421
    assert ask(server, "POST", "/act", form(server, do="reject"), Cookie=held, Host="evil.example")[0] == 403
    assert state(server) == "not_fit"


def test_it_listens_on_loopback_only(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_page_comes_under_a_policy(server: ReviewServer) -> None:
    _, headers, _ = ask(server, "GET", "/", Cookie=cookie(server))
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_the_page_itself_may_act(server: ReviewServer) -> None:
    held = cookie(server)
    body = form(server, do="reject", note="no")
    assert ask(server, "POST", "/act", body, Cookie=held, Origin=server.origin)[0] == 303
    assert (state(server), server.desk.view().run.verdict_note) == ("rejected", "no")


@pytest.mark.parametrize("lacks", ["key", "cookie", "origin", "path"])
def test_no_other_page_may_act(lacks: str, server: ReviewServer) -> None:
    held = cookie(server)
    body = form(server, do="reject") if lacks != "key" else urlencode({"do": "reject", "key": "guessed"})
    origin = "http://evil.example" if lacks == "origin" else server.origin
    path = "/" if lacks == "path" else "/act"
    status, _, _ = ask(server, "POST", path, body, Cookie="" if lacks == "cookie" else held, Origin=origin)
    assert (status, state(server)) == (403, "not_fit")


def test_a_form_without_bounds_is_not_read(server: ReviewServer) -> None:
    held = cookie(server)
    body = form(server, do="reject", note="x" * 70_000)
    assert ask(server, "POST", "/act", body, Cookie=held, Origin=server.origin)[0] == 403
    assert state(server) == "not_fit"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "approve"}, "E_RUN_STATE"),
        ({"do": "send-back", "step": "patch", "note": ""}, "Nothing was written"),
        ({"do": "fly"}, "does not do"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page_once(
    fields: dict[str, str], said: str, server: ReviewServer
) -> None:
    held = cookie(server)
    ask(server, "POST", "/act", form(server, **fields), Cookie=held, Origin=server.origin)
    assert said in ask(server, "GET", "/", Cookie=held)[2]
    assert said not in ask(server, "GET", "/", Cookie=held)[2]
