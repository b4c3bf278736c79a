"""Pages and commands that the user has named are quoted by line; a run goes on where they fail."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from devflow.config import FactRules
from devflow.facts import Named, Wanted, look, stands
from devflow.handoffs import Quote
from tests.facts.test_looking import approve, spec

PAGE = """<html><head><title>total_price</title><style>p { color: red }</style></head><body>
<h1>Prices</h1><p>The service rounds <b>total_price</b>
up to five cents.</p><script>total_price()</script></body></html>"""
PAGES = {
    "/prices": ("text/html; charset=utf-8", PAGE.encode()),
    "/plain": ("text/plain", b"first\ntotal_price is capped at 9999.\n"),
    "/large": ("text/plain", b"x" * 3_000_000),
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("location", "/plain")
            self.end_headers()
            return
        if self.path not in PAGES:
            self.send_error(404)
            return
        kind, body = PAGES[self.path]
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def read(rules: FactRules, folder: Path) -> tuple[Named, list[str]]:
    told: list[str] = []
    return Named.by(rules, folder, told.append), told


def test_a_page_and_a_command_are_quoted_with_line_and_digest(site: str, checkout: Path) -> None:
    command = (sys.executable, "-c", "print('deployed:\\ntotal_price v3 since May')")
    named, told = read(FactRules(urls=(f"{site}/prices", f"{site}/plain"), commands=(command,)), checkout)
    approved = approve(checkout, named)
    quotes = look(Wanted.of(spec("total_price")), approved, ()).quotes
    found = {quote.source.partition("@sha256:")[0]: quote.text for quote in quotes}
    assert found[f"{site}/prices:4"] == "The service rounds total_price up to five cents."
    assert "total_price()" not in found.values()
    assert not told
    assert all(stands(quote, approved) for quote in quotes)
    assert not any(stands(quote, approve(checkout)) for quote in quotes if "@sha256:" in quote.source)


def test_what_a_page_says_answers_a_question(site: str, checkout: Path) -> None:
    named, _ = read(FactRules(urls=(f"{site}/plain",)), checkout)
    question = "Is `total_price` capped at 9999?"
    wanted = Wanted.of(spec(questions=(question,)))
    assert look(wanted, approve(checkout, named), ()).unanswered == ()
    assert look(wanted, approve(checkout), ()).unanswered == (question,)


@pytest.mark.parametrize("page", ["moved", "missing", "large"])
def test_a_page_that_is_elsewhere_missing_or_huge_is_left_out_and_told(
    page: str, site: str, tmp_path: Path
) -> None:
    named, told = read(FactRules(urls=(f"{site}/{page}",)), tmp_path)
    assert named.sources == ()
    assert len(told) == 1
    assert f"{site}/{page} is left out of the facts" in told[0]


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    named, told = read(FactRules(urls=("http://127.0.0.1:9/x",), seconds=2), tmp_path)
    assert named.sources == ()
    assert len(told) == 1


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("/nonexistent/program",), "No such file"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "ended with 3"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "more than 0.5 s"),
    ],
)
def test_a_command_that_fails_is_told_and_nothing_of_it_is_quoted(
    argv: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    named, told = read(FactRules(commands=(argv,), seconds=0.5), tmp_path)
    assert named.sources == ()
    assert len(told) == 1
    assert why in told[0]


def test_a_quote_of_a_page_that_said_otherwise_does_not_stand(site: str, checkout: Path) -> None:
    approved = approve(checkout, read(FactRules(urls=(f"{site}/plain",)), checkout)[0])
    (source,) = approved.named.sources
    honest = Quote(text="total_price is capped at 9999.", source=f"{site}/plain:2@{source.stamp}")
    assert stands(honest, approved)
    assert not stands(honest.model_copy(update={"text": "total_price is capped at 1."}), approved)
    assert not stands(honest.model_copy(update={"source": f"{site}/plain:2@sha256:{'0' * 12}"}), approved)
