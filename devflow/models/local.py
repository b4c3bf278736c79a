"""Model servers that run on this machine: found where they usually listen, and asked what they hold."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from devflow.models.provider import count

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
            found[port] = LocalServer(f"http://localhost:{port}/v1", _models(f"http://localhost:{port}/v1"))

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


def window_of(base_url: str, model: str) -> int:
    """Tokens that a server of this machine holds for a model as it runs now; 0 where it does not say.

    vLLM and llama.cpp say it in their list of models, older ones of llama.cpp among their properties, Ollama
    of a model that is loaded.
    """
    root = base_url.rstrip("/").removesuffix("/v1")
    windows: tuple[Callable[[], int], ...] = (
        lambda: _of_listed(_get(f"{root}/v1/models"), model),
        lambda: _number(_get(f"{root}/props"), "default_generation_settings", "n_ctx"),
        lambda: _of_loaded(_get(f"{root}/api/ps"), model),
    )
    for window in windows:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            if found := window():
                return found
    return 0


def _of_listed(told: object, model: str) -> int:
    entries = [each for each in _list(told, "data") if each.get("id") == model]
    # -- a server that has one model answers by it whatever name is asked for
    entry = next(iter(entries or _list(told, "data")), {})
    return _number(entry, "max_model_len") or _number(entry, "meta", "n_ctx")


def _of_loaded(told: object, model: str) -> int:
    names = (model, f"{model}:latest")
    entry = next((each for each in _list(told, "models") if each.get("name") in names), {})
    return _number(entry, "context_length")


def _list(told: object, name: str) -> list[dict[str, Any]]:
    listed = told.get(name) if isinstance(told, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _number(told: object, *names: str) -> int:
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return count(told) or 0


def _models(base_url: str) -> tuple[str, ...]:
    """What the server lists.

    Raises:
        OSError, HTTPException, ValueError: nobody answers, or not as such a server does.
    """
    told = _get(f"{base_url}/models")
    if not isinstance(told, dict) or not isinstance(told.get("data"), list):
        raise ValueError("not a list of models")  # noqa: TRY004 -- a value of a foreign server, not a type
    names = [each.get("id") for each in _list(told, "data")]
    return tuple(name[:_LONGEST_NAME] for name in names if isinstance(name, str) and name)


def _get(url: str) -> object:
    """The JSON at an address of this machine.

    Raises:
        OSError, HTTPException, ValueError: nobody answers, not in time, or not with JSON.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise ValueError(f"status {answer.status}")
        told: object = json.loads(answer.read(_LARGEST))
    return told
