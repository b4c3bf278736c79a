"""A local server that speaks OpenAI's and Anthropic's protocols on the wire, faults included."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]


@dataclass
class Said:
    """What the server answers, whichever protocol it is asked in."""

    text: str = "hello"
    stop: str = "end"
    input: int = 20
    output: int = 5
    cached: int = 0
    written: int = 0
    model: str = "fake-1"
    usage: Any = "counted"
    """`counted`, or what is sent in its place; None leaves it out."""
    break_after: int = 10**9
    """Events after which the connection is reset."""
    trickle: float = 0.0
    """Seconds between events."""


@dataclass
class Fake:
    """The server's plan, and what it saw."""

    port: int = 0
    plan: deque[Behaviour] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    window: int = 0
    """What it says of its model's window, as vLLM says it; 0: nothing."""
    counted: list[Said] = field(default_factory=list)
    """The answers that were worked out, and so billed."""

    def then(self, *behaviours: Behaviour) -> Fake:
        """Behave so, one a request; afterwards say hello."""
        self.plan.extend(behaviours)
        return self

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake
    body: dict[str, Any]

    def do_POST(self) -> None:
        self.close_connection = True
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.fake.requests.append(self.body)
        self.fake.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.fake.paths.append(self.path)
        behaviour = self.fake.plan.popleft() if self.fake.plan else say()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            behaviour(self)

    def do_GET(self) -> None:
        told = {"data": [{"id": "fake-1", "max_model_len": self.fake.window}]}
        self.reply(200 if self.fake.window else 404, json.dumps(told).encode())

    @property
    def anthropic(self) -> bool:
        return self.path.endswith("/messages")

    def log_message(self, *_: object) -> None:
        """Keep the tests' output free of it."""

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin(self, kind: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def reset(self) -> None:
        """End the connection as a crashed server does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def say(text: str = "hello", **changes: Any) -> Behaviour:
    """Answer well-formed, in the protocol that was asked."""
    said = Said(text, **changes)

    def behave(handler: Handler) -> None:
        handler.fake.counted.append(said)
        if not handler.anthropic and not handler.body.get("stream"):
            handler.reply(200, json.dumps(_completion(said)).encode(), Content_Type="application/json")
            return
        events = _anthropic(said, handler.body) if handler.anthropic else _openai(said, handler.body)
        handler.begin()
        for number, event in enumerate(events):
            if number == said.break_after:
                handler.reset()
                return
            handler.chunk(event)
            time.sleep(said.trickle)
        handler.wfile.write(b"0\r\n\r\n")

    return behave


def refuse(status: int, message: str = "no", kind: str = "error", **headers: str) -> Behaviour:
    """Answer with an error in the protocol's own form; nothing is billed."""

    def behave(handler: Handler) -> None:
        error = {"type": kind, "message": message, "code": kind}
        body = {"type": "error", "error": error} if handler.anthropic else {"error": error}
        handler.reply(status, json.dumps(body).encode(), Content_Type="application/json", **headers)

    return behave


def silent(seconds: float, *, begun: bool = False) -> Behaviour:
    """Say nothing for so long, at once or after the answer has begun."""

    def behave(handler: Handler) -> None:
        if begun:
            handler.begin()
            handler.chunk(b": thinking\n\n")
        time.sleep(seconds)

    return behave


def drip(seconds: float, data: bytes = b": still thinking\n\n") -> Behaviour:
    """Trickle comments, so that no single read ever takes long."""

    def behave(handler: Handler) -> None:
        handler.begin()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.chunk(data)
            time.sleep(0.02)

    return behave


def raw(*chunks: bytes, kind: str = "text/event-stream", end: bool = True) -> Behaviour:
    """Send these bytes as a 200, then end the answer properly, or just hang up."""

    def behave(handler: Handler) -> None:
        handler.begin(kind)
        for data in chunks:
            handler.chunk(data)
        if end:
            handler.wfile.write(b"0\r\n\r\n")

    return behave


def _event(name: str, **data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def _pieces(text: str) -> Iterator[str]:
    size = max(1, len(text) // 4)
    for start in range(0, len(text), size):
        yield text[start : start + size]


def _anthropic(said: Said, body: dict[str, Any]) -> Iterator[bytes]:
    counts = {
        "input_tokens": said.input - said.cached - said.written,
        "cache_read_input_tokens": said.cached,
        "cache_creation_input_tokens": said.written,
    }
    first = {**counts, "output_tokens": 1} if said.usage == "counted" else said.usage
    last = {"output_tokens": said.output} if said.usage == "counted" else said.usage
    message = {"id": "msg_1", "role": "assistant", "model": said.model, "content": [], "usage": first}
    yield _event("message_start", message={"type": "message", **message, "stop_reason": None})
    tool = bool(body.get("tools"))
    block = (
        {"type": "tool_use", "id": "t", "name": "answer", "input": {}}
        if tool
        else {"type": "text", "text": ""}
    )
    yield _event("content_block_start", index=0, content_block=block)
    yield _event("ping")
    for piece in _pieces(said.text):
        delta = (
            {"type": "input_json_delta", "partial_json": piece}
            if tool
            else {"type": "text_delta", "text": piece}
        )
        yield _event("content_block_delta", index=0, delta=delta)
    yield _event("content_block_stop", index=0)
    ends = {"end": "tool_use" if tool else "end_turn", "length": "max_tokens"}
    yield _event(
        "message_delta",
        delta={"stop_reason": ends.get(said.stop, said.stop), "stop_sequence": None},
        usage=last,
    )
    yield _event("message_stop")


def _usage(said: Said) -> Any:
    if said.usage != "counted":
        return said.usage
    return {
        "prompt_tokens": said.input,
        "completion_tokens": said.output,
        "total_tokens": said.input + said.output,
        "prompt_tokens_details": {"cached_tokens": said.cached},
    }


def _openai(said: Said, body: dict[str, Any]) -> Iterator[bytes]:
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": said.model}

    def data(**more: Any) -> bytes:
        return f"data: {json.dumps({**head, **more})}\n\n".encode()

    yield data(choices=[{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    for piece in _pieces(said.text):
        call = {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
        field_ = "refusal" if said.stop == "refusal" else "content"
        delta = call if body.get("tools") else {field_: piece}
        yield data(choices=[{"index": 0, "delta": delta, "finish_reason": None}])
    yield data(choices=[{"index": 0, "delta": {}, "finish_reason": _finish(said)}])
    if body.get("stream_options", {}).get("include_usage"):
        yield data(choices=[], usage=_usage(said))
    yield b"data: [DONE]\n\n"


def _finish(said: Said) -> str:
    return {"end": "stop", "refusal": "stop"}.get(said.stop, said.stop)


def _completion(said: Said) -> dict[str, Any]:
    message = {"role": "assistant", "content": said.text}
    choice = {"index": 0, "message": message, "finish_reason": _finish(said)}
    head = {"id": "c1", "object": "chat.completion", "created": 1, "model": said.model}
    return {**head, "choices": [choice], "usage": _usage(said)}


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Fake]:
    """A running server on a free port of the loopback; with a context it speaks TLS."""
    fake = Fake()
    kind = type("Bound", (Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    server.block_on_close = False
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
