"""A command's standard streams: what it is given, and the head and tail kept of what it says."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from typing import IO

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 64 * 1024
_CHUNK = 1 << 16


class Streams:
    """Feeds and reads a command from threads of its own, so that no full pipe stops it."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        *,
        stdin: bytes,
        head: int,
        tail: int,
        hear: Callable[[bytes], None] | None,
    ) -> None:
        self.out, self.err = Keeper(head, tail, hear), Keeper(head, tail, hear)
        self._threads = [_thread(_drain, child.stdout, self.out), _thread(_drain, child.stderr, self.err)]
        if stdin:
            self._threads.append(_thread(_fill, child.stdin, stdin))

    def join(self, seconds: float) -> None:
        """Wait for the ends of the streams, `seconds` for each at most: a grandchild may hold them open."""
        for thread in self._threads:
            thread.join(seconds)


class Keeper:
    """Keeps a stream's head and tail in bounded memory, whatever its length."""

    def __init__(self, head: int, tail: int, hear: Callable[[bytes], None] | None = None) -> None:
        self._head_limit, self._tail_limit, self._hear = head, tail, hear
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._left_out = 0

    def feed(self, data: bytes) -> None:
        """Take what was said next."""
        if self._hear:
            self._hear(data)
        room = self._head_limit - len(self._head)
        self._head += data[:room]
        rest = data[room:] if room > 0 else data
        if not rest:
            return
        self._tail.append(rest)
        self._tail_size += len(rest)
        while self._tail_size - len(self._tail[0]) >= self._tail_limit:
            dropped = self._tail.popleft()
            self._tail_size -= len(dropped)
            self._left_out += len(dropped)

    def value(self) -> bytes:
        """All of it, or head and tail with a note of what is left out."""
        tail = b"".join(self._tail)
        if len(tail) > self._tail_limit:
            self._left_out += len(tail) - self._tail_limit
            tail = tail[-self._tail_limit :]
        note = b"\n[... %d bytes left out ...]\n" % self._left_out if self._left_out else b""
        return bytes(self._head) + note + tail


def _thread(work: Callable[..., None], *args: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=args, daemon=True)
    thread.start()
    return thread


def _drain(stream: IO[bytes], keeper: Keeper) -> None:
    with contextlib.suppress(OSError, ValueError), stream:
        while data := os.read(stream.fileno(), _CHUNK):
            keeper.feed(data)


def _fill(stream: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError), stream:
        stream.write(data)
