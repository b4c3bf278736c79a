"""Waits for a command: until it ends, its time is over, somebody objects, or it is of no more use."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar

_TICK = 0.2

Watch = Callable[[int], str | None]
"""Given a command's pid; a sentence says why it must be ended."""


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


def wait(child: subprocess.Popen[bytes], deadline: float | None, watch: Watch | None) -> str | None:
    """Wait for the child; gives the sentence that says why it must be ended early, if it must."""
    if watch is None and deadline is None and _end.get() is None:
        child.wait()
        return None
    with _ending(child) as ended:
        while True:
            go_on()
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


def go_on() -> None:
    """Stop this thread where what it does is of no more use.

    Raises:
        Ended: it is.
    """
    end = _end.get()
    if end is not None and end.is_set():
        # -- once: what cleans up on the way out runs commands too
        _end.set(None)
        raise Ended
