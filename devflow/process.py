"""The one door to subprocess: argv tuples, the environment given, bounded output, the group ended on time."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 64 * 1024
_CHUNK = 1 << 16
_TICK = 0.2
_GRACE = 1.0


@dataclass(frozen=True)
class Completed:
    """How a command ended. `stdout` and `stderr` are whole, or head and tail with a note between."""

    argv: tuple[str, ...]
    code: int
    """The exit status; negative: the signal that ended it."""
    stdout: bytes
    stderr: bytes
    seconds: float
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """It ended by itself with status 0."""
        return self.code == 0 and not self.timed_out

    def describe(self) -> str:
        """Argv, code and both outputs, for an error message."""
        parts = [f"command: {' '.join(self.argv)}", f"exit code: {self.code}"]
        for name, data in (("stdout", self.stdout), ("stderr", self.stderr)):
            if data.strip():
                parts.append(f"{name}: {data.decode(errors='backslashreplace').strip()}")
        return "\n".join(parts)


class Ended(BaseException):
    """What this thread does is of no more use: as an interruption, but of one thread."""


_end: ContextVar[threading.Event | None] = ContextVar("end", default=None)


@contextlib.contextmanager
def until(end: threading.Event) -> Iterator[None]:
    """Commands that this thread runs within are killed when `end` is set, and `Ended` is raised."""
    token = _end.set(end)
    try:
        yield
    finally:
        _end.reset(token)


class _Keeper:
    """Keeps a stream's head and tail in bounded memory, whatever its length."""

    def __init__(self, head: int, tail: int, hear: Callable[[bytes], None] | None = None) -> None:
        self._head_limit, self._tail_limit, self._hear = head, tail, hear
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._left_out = 0

    def feed(self, data: bytes) -> None:
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
        tail = b"".join(self._tail)
        if len(tail) > self._tail_limit:
            self._left_out += len(tail) - self._tail_limit
            tail = tail[-self._tail_limit :]
        note = b"\n[... %d bytes left out ...]\n" % self._left_out if self._left_out else b""
        return bytes(self._head) + note + tail


def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
    head: int = HEAD_BYTES,
    tail: int = TAIL_BYTES,
    pass_fds: tuple[int, ...] = (),
    watch: Callable[[int], str | None] | None = None,
    hear: Callable[[bytes], None] | None = None,
) -> Completed:
    """Run a command in a process group of its own and give how it ended.

    Effects: on timeout, on interruption and when `watch` objects, the whole group is killed. `watch` is
    called with the child's pid about every 0.2 s; a sentence that it returns ends the command as if it had
    timed out and is appended to stderr. `hear` is given each piece of both outputs as it comes, from the
    threads that read them.

    Raises:
        FileNotFoundError: the executable does not exist.
        Ended: as `until` says.
    """
    _go_on()
    started = time.monotonic()
    child = subprocess.Popen(
        tuple(argv),
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
        pass_fds=pass_fds,
    )
    out, err = _Keeper(head, tail, hear), _Keeper(head, tail, hear)
    threads = [_thread(_drain, child.stdout, out), _thread(_drain, child.stderr, err)]
    if stdin:
        threads.append(_thread(_fill, child.stdin, stdin))
    objection = None
    try:
        objection = _wait(child, None if timeout is None else started + timeout, watch)
        for thread in threads if objection is None else ():
            thread.join(_GRACE)
    finally:
        # -- a grandchild may hold the pipes open for ever; ending the group closes them
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    for thread in threads:
        thread.join(_GRACE)
    if objection:
        err.feed(f"\n{objection}\n".encode())
    seconds = time.monotonic() - started
    return Completed(tuple(argv), child.returncode, out.value(), err.value(), seconds, objection is not None)


@contextlib.contextmanager
def conversation(argv: Sequence[str], *, env: Mapping[str, str]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A running command's standard input and output; its group is killed on leaving."""
    child = subprocess.Popen(
        tuple(argv),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(env),
        start_new_session=True,
    )
    if child.stdin is None or child.stdout is None:  # pragma: no cover - both are pipes by the call above
        raise RuntimeError("no pipes")
    try:
        yield child.stdin, child.stdout
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        child.wait()


def _wait(
    child: subprocess.Popen[bytes], deadline: float | None, watch: Callable[[int], str | None] | None
) -> str | None:
    """Wait for the child; gives the sentence that says why it must be ended early, if it must."""
    if watch is None and deadline is None and _end.get() is None:
        child.wait()
        return None
    with _ending(child) as ended:
        while True:
            _go_on()
            left = _TICK if deadline is None else min(_TICK, deadline - time.monotonic())
            if ended(max(left, 0.001)):
                return None
            objection = watch(child.pid) if watch else None
            if objection:
                return objection
            if deadline is not None and time.monotonic() >= deadline:
                return "ended by devflow: past its time limit"


@contextlib.contextmanager
def _ending(child: subprocess.Popen[bytes]) -> Iterator[Callable[[float], bool]]:
    """A function which waits some seconds for the child and says whether it has ended.

    The kernel tells at once where it can; Popen.wait asks again after up to 50 ms, and a run starts many.
    """

    def asked(seconds: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
        return child.returncode is not None

    try:
        fd = os.pidfd_open(child.pid)
    except (AttributeError, OSError):
        yield asked
        return
    told = select.poll()
    told.register(fd, select.POLLIN)
    try:
        yield lambda seconds: bool(told.poll(seconds * 1000))
    finally:
        os.close(fd)


def _go_on() -> None:
    end = _end.get()
    if end is not None and end.is_set():
        # -- once: what cleans up on the way out runs commands too
        _end.set(None)
        raise Ended


def _thread(work: Callable[..., None], *args: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=args, daemon=True)
    thread.start()
    return thread


def _drain(stream: IO[bytes], keeper: _Keeper) -> None:
    with contextlib.suppress(OSError, ValueError), stream:
        while data := os.read(stream.fileno(), _CHUNK):
            keeper.feed(data)


def _fill(stream: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError), stream:
        stream.write(data)
