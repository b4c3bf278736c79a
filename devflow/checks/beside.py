"""Does one thing beside another, where the machine has room for both."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from pathlib import Path

from devflow.process import Ended, until

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
# -- for all candidates that are measured at once
_further = threading.BoundedSemaphore(max(1, CORES - 1))


@contextmanager
def beside(work: Callable[[], None], *, memory: int) -> Iterator[None]:
    """A state in which `work` goes on in another thread; at the end it is waited for.

    It is not begun at all where there is one core, or less free memory than two times `memory`. What it runs
    is killed where the body raises; what it raises itself rises at the end.
    """
    if not _room_for_two(memory) or not _further.acquire(blocking=False):
        yield
        return
    end = threading.Event()
    faults: list[Exception] = []

    def go() -> None:
        try:
            with until(end), suppress(Ended):
                work()
        except Exception as fault:  # -- for the thread that can raise it
            faults.append(fault)

    thread = threading.Thread(target=copy_context().run, args=(go,), daemon=True)
    thread.start()
    try:
        yield
        thread.join()
    finally:
        end.set()
        thread.join()
        _further.release()
    if faults:
        raise faults[0]


def _room_for_two(memory: int) -> bool:
    if CORES < 2:
        return False
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024 >= 2 * memory
    return False
