"""Model servers that run on this machine, found by asking the ports where they usually listen."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

# -- Ollama, vLLM, llama.cpp
PORTS = (11434, 8000, 8080)
_SECONDS = 0.3
_LARGEST = 256 * 1024
_LONGEST_NAME = 200


@dataclass(frozen=True)
class LocalServer:
    """A server of this machine that speaks OpenAI's protocol."""

    base_url: str
    models: tuple[str, ...]
    """As the server names them; hostile words."""


def find_servers(ports: Sequence[int] = PORTS) -> tuple[LocalServer, ...]:
    """The servers that list their models within 0.3 s; nothing is sent but that question."""
    found: dict[int, LocalServer] = {}

    def ask(port: int) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            found[port] = LocalServer(f"http://localhost:{port}/v1", _models(port))

    threads = [threading.Thread(target=ask, args=(port,), daemon=True) for port in ports]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + _SECONDS
    for thread in threads:
        # -- a server that answers a byte at a time would outlast the socket's own limit
        thread.join(max(0.0, deadline - time.monotonic()))
    heard = dict(found)
    return tuple(heard[port] for port in ports if port in heard)


def listening(url: str) -> bool:
    """Whether anybody takes connections at an address, found out within 0.3 s; nothing is sent."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        socket.create_connection((parts.hostname or "", port), timeout=_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True


def _models(port: int) -> tuple[str, ...]:
    """What the server lists.

    Raises:
        OSError, HTTPException, ValueError: nobody answers, or not as such a server does.
    """
    connection = http.client.HTTPConnection("localhost", port, timeout=_SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", "/v1/models")
        answer = connection.getresponse()
        told = json.loads(answer.read(_LARGEST))
    listed = told.get("data") if isinstance(told, dict) and answer.status == http.HTTPStatus.OK else None
    if not isinstance(listed, list):
        raise ValueError("not a list of models")  # noqa: TRY004 -- a value of a foreign server, not a type
    names = [each.get("id") for each in listed if isinstance(each, dict)]
    return tuple(name[:_LONGEST_NAME] for name in names if isinstance(name, str) and name)
