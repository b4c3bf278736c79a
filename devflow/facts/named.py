"""Pages and commands that the user's own configuration names: read once, kept as text, quoted by line."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from devflow import process
from devflow.config import FactRules
from devflow.facts.source import Source, lines_of

_LARGEST = 2_000_000


class Named:
    """What was read of them; nothing of a ticket reaches an address or a command line."""

    def __init__(self, sources: Sequence[Source] = ()) -> None:
        self.sources = tuple(sources)
        self._by_name = {source.name: source for source in sources}

    @classmethod
    def by(cls, rules: FactRules, checkout: Path, tell: Callable[[str], None]) -> Named:
        """Every page and command that the rules name; of one that cannot be read is told why, and no more."""
        found = []
        for url in rules.urls:
            try:
                found.append(_source(url, _page(url, rules.seconds)))
            except _Unreadable as error:
                tell(f"{url} is left out of the facts: {error}.")
        for argv in rules.commands:
            said = shlex.join(argv)
            try:
                found.append(_source(f"$ {said}", _output(argv, checkout, rules.seconds)))
            except _Unreadable as error:
                tell(f"The output of {said} is left out of the facts: {error}.")
        return cls(found)

    def read(self, name: str, stamp: str) -> Sequence[str] | None:
        """The lines of what was read under this name; None where it was not read, or said otherwise."""
        source = self._by_name.get(name)
        return source.lines if source is not None and source.stamp == stamp else None


class _Unreadable(Exception):
    """Why a source gave nothing."""


def _source(name: str, text: bytes) -> Source:
    return Source(name, lines_of(text), stamp=f"sha256:{hashlib.sha256(text).hexdigest()[:12]}")


def _page(url: str, seconds: float) -> bytes:
    # -- imported here: few name a page
    import httpx2  # noqa: PLC0415

    from devflow.facts.page_text import page_text  # noqa: PLC0415

    try:
        with (
            httpx2.Client(timeout=seconds, follow_redirects=False) as client,
            client.stream("GET", url, headers={"accept": "text/*, application/json"}) as reply,
        ):
            if reply.status_code != httpx2.codes.OK:
                raise _Unreadable(f"the server answered {reply.status_code}")
            data = bytearray()
            for part in reply.iter_bytes():
                data += part
                if len(data) > _LARGEST:
                    raise _Unreadable(f"it has more than {_LARGEST} bytes")
            kind = reply.headers.get("content-type", "")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise _Unreadable(str(error) or type(error).__name__) from error
    return page_text(bytes(data)) if "html" in kind else bytes(data)


def _output(argv: Sequence[str], checkout: Path, seconds: float) -> bytes:
    try:
        ended = process.run(argv, env=os.environ, cwd=checkout, timeout=seconds)
    except OSError as error:
        raise _Unreadable(error.strerror or str(error)) from error
    if ended.timed_out:
        raise _Unreadable(f"it took more than {seconds:g} s")
    if not ended.ok:
        raise _Unreadable(f"it ended with {ended.code}")
    return ended.stdout
