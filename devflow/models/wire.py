"""The HTTP client that both SDKs are given: no redirects, no compression, a cap, a clock that ends it."""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal

import httpx2

from devflow.models.settings import LOOPBACK

_CONNECT = 15.0
_BASE_BYTES = 2_000_000
# -- one token in a streaming event of its own takes some 300 bytes
_BYTES_A_TOKEN = 1024


class Wire:
    """The way of one request and back; afterwards it tells what ended it and whether anything was sent.

    Effects: a thread shuts the connection when the time is over, whatever the server trickles.
    """

    def __init__(
        self, url: str, *, silence: float, total: float, max_output: int, unsent: frozenset[str] = frozenset()
    ) -> None:
        self.sent = False
        """A request went out, so it may have been worked on and billed."""
        self.ended: Literal["", "time", "size", "coding"] = ""
        self.cap = _BASE_BYTES + max_output * _BYTES_A_TOKEN
        self.total = total
        self.unsent = unsent
        """Names of headers that are left out, whatever the SDK does."""
        self._deadline = time.monotonic() + total
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(total, self._shut)
        self._timer.daemon = True
        patience = min(silence, total)
        self.client = _Client(
            self,
            verify=_trusted(),
            follow_redirects=False,
            timeout=httpx2.Timeout(patience, connect=min(_CONNECT, patience)),
            # -- a proxy for the world cannot know this machine's own servers, and has no business with them
            trust_env=not LOOPBACK.match(url),
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    def __enter__(self) -> Wire:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self.client.close()

    def notice(self, event: str, info: dict[str, Any]) -> None:
        """Hear how the connection fares, through httpx's trace extension."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            if isinstance(found, socket.socket):
                self._sockets.append(found)
            if time.monotonic() >= self._deadline:
                self._shut()
        elif event.endswith("send_request_headers.started"):
            self.sent = True

    def _shut(self) -> None:
        self.ended = self.ended or "time"
        for one in self._sockets:
            with contextlib.suppress(OSError):
                # -- the plain call, as the TLS one would first change what the reading thread uses
                socket.socket.shutdown(one, socket.SHUT_RDWR)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes longer than the rest of a client."""
    return httpx2.create_ssl_context()


class _Client(httpx2.Client):
    def __init__(self, wire: Wire, **settings: Any) -> None:
        self._wire = wire
        super().__init__(**settings)

    def send(self, request: httpx2.Request, *, stream: bool = False, **settings: Any) -> httpx2.Response:
        # -- a compressed answer could unfold behind the cap to any size
        request.headers["Accept-Encoding"] = "identity"
        for name in self._wire.unsent:
            request.headers.pop(name, None)
        request.extensions = {**request.extensions, "trace": self._wire.notice}
        response = super().send(request, stream=True, **{**settings, "follow_redirects": False})
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            self._wire.ended = "coding"
            response.close()
            raise httpx2.DecodingError("compressed without being asked to", request=request)
        response.stream = _Capped(self._wire, response.stream)
        if not stream:
            response.read()
        return response


class _Capped(httpx2.SyncByteStream):
    def __init__(self, wire: Wire, inner: Any) -> None:
        self._wire, self._inner = wire, inner

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for data in self._inner:
            size += len(data)
            if size > self._wire.cap:
                self._wire.ended = "size"
                raise httpx2.ReadError(f"more than {self._wire.cap} bytes")
            yield data

    def close(self) -> None:
        self._inner.close()
