"""Ends a test that takes too long, so that the others still come to run; runs in the tested environment."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


class TooLong(BaseException):
    """Raised inside a test whose time is up; no `except Exception` of it catches this."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooLong in the body after so many seconds, unless the tests have set an alarm of their own."""
    free = threading.current_thread() is threading.main_thread() and seconds > 0
    if not free or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        # -- a test that sets an alarm of its own has taken the clock, and keeps it
        if signal.getsignal(signal.SIGALRM) is _end:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _end(*_: object) -> None:
    raise TooLong("took too long: its time was up")
