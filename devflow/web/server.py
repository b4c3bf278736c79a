"""A server for one page: loopback only, opened by a link that works once, closed to every other page."""

from __future__ import annotations

import hmac
import json
import secrets
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from devflow.errors import DevflowError
from devflow.report.html import tag
from devflow.report.page import page
from devflow.web.desk import Desk
from devflow.web.forms import forms

HOST = "127.0.0.1"
_LARGEST_FORM = 64 * 1024
# -- a client that is slower than this is none of ours
_SECONDS = 10
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ReviewServer(ThreadingHTTPServer):
    """The page of one run, for whoever holds the link."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        """Bind, on loopback; port 0 takes a free one.

        Raises:
            OSError: the port is taken.
        """
        super().__init__((HOST, port), _Handler)
        self.desk = desk
        self.token = secrets.token_urlsafe(32)
        """Opens the page once, then is worth nothing."""
        self.session = secrets.token_urlsafe(32)
        self.key = secrets.token_urlsafe(32)

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.server_port}"

    @property
    def link(self) -> str:
        """What to open in a browser; it works once."""
        return f"{self.origin}/?token={self.token}"

    def admit(self, token: str) -> bool:
        """Whether the token is the one of the link; from then on it is none."""
        good = bool(self.token) and hmac.compare_digest(token.encode(), self.token.encode())
        if good:
            self.token = ""
        return good


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    timeout = _SECONDS
    server_version = "devflow"
    sys_version = ""

    def do_GET(self) -> None:
        """The page, or where the run is."""
        asked = urlsplit(self.path)
        token = parse_qs(asked.query).get("token", [""])[0]
        if not self._is_here():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This name is not that of the page.")
        elif asked.path == "/" and token and self.server.admit(token):
            cookie = f"{self._cookie}={self.server.session}; HttpOnly; SameSite=Strict; Path=/"
            self._send(HTTPStatus.SEE_OTHER, {"Location": "/", "Set-Cookie": cookie})
        elif not self._is_known():
            said = "This link was used already, or is not the one that was printed. Start the review again."
            self._refuse(HTTPStatus.FORBIDDEN, said)
        elif asked.path == "/":
            self._page()
        elif asked.path == "/state":
            desk = self.server.desk
            told = json.dumps({"working": desk.working, "said": desk.said}).encode()
            self._send(HTTPStatus.OK, {"Content-Type": "application/json"}, told)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def do_POST(self) -> None:
        """An act of the reviewer, then the page again."""
        origin = self.headers.get("Origin", self.server.origin)
        if not (
            self.path == "/act" and self._is_here() and self._is_known() and origin == self.server.origin
        ):
            self._refuse(HTTPStatus.FORBIDDEN, "Only the page itself may ask for this.")
            return
        form = self._form()
        if not hmac.compare_digest(form.get("key", "").encode(), self.server.key.encode()):
            self._refuse(HTTPStatus.FORBIDDEN, "Only the page itself may ask for this.")
            return
        self.server.desk.act(form)
        self._send(HTTPStatus.SEE_OTHER, {"Location": "/"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: what a client sends is not for the terminal."""

    @property
    def _cookie(self) -> str:
        """By port, as cookies of one host are shared by all its ports."""
        return f"devflow-{self.server.server_port}"

    def _is_here(self) -> bool:
        """Whether the page was asked for by its address: a name may have been made to lead here."""
        return self.headers.get("Host", "") == f"{HOST}:{self.server.server_port}"

    def _is_known(self) -> bool:
        try:
            held = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return held is not None and hmac.compare_digest(held.value.encode(), self.server.session.encode())

    def _form(self) -> dict[str, str]:
        """The fields of a form, each once; nothing where it is too large or no form."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > _LARGEST_FORM:
            return {}
        sent = self.rfile.read(int(length)).decode(errors="replace")
        try:
            return {name: values[0] for name, values in parse_qs(sent, max_num_fields=20).items()}
        except ValueError:
            return {}

    def _page(self) -> None:
        desk = self.server.desk
        try:
            view = desk.view()
            made = page(view, desk.engine.diff(view), actions=forms(desk, view, self.server.key))
        except DevflowError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, f"{error.message} [{error.code}]")
            return
        desk.notice = desk.notice if desk.working else ""
        policy = f"{made.policy}; frame-ancestors 'none'"
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        self._send(HTTPStatus.OK, headers, made.html.encode())

    def _refuse(self, status: HTTPStatus, said: str) -> None:
        body = f"<!doctype html>\n{tag('html', tag('title', 'devflow'), tag('p', said), lang='en')}"
        policy = "default-src 'none'; frame-ancestors 'none'"
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        self._send(status, headers, body.encode())

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
