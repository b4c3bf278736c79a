"""One thing beside another: both go on at once, and neither outlives what it was for."""

from __future__ import annotations

import threading
import time

import pytest

from devflow import process
from devflow.checks import beside as room
from devflow.checks.beside import beside

_LITTLE = 1 << 20
_SLEEP = ("sleep", "60")

needs_two_cores = pytest.mark.skipif(room.CORES < 2, reason="two things at once need two cores")


@needs_two_cores
def test_both_go_on_at_once() -> None:
    here, there = threading.Event(), threading.Event()

    def work() -> None:
        there.set()
        assert here.wait(20)

    with beside(work, memory=_LITTLE):
        assert there.wait(20)
        here.set()


@needs_two_cores
def test_what_goes_on_is_killed_where_the_body_raises() -> None:
    started = time.monotonic()
    begun = threading.Event()

    def work() -> None:
        begun.set()
        process.run(_SLEEP, env={"PATH": "/usr/bin:/bin"})

    with pytest.raises(KeyboardInterrupt), beside(work, memory=_LITTLE):
        assert begun.wait(20)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30


@needs_two_cores
def test_a_fault_rises_when_the_body_has_ended() -> None:
    ended = []

    def work() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"), beside(work, memory=_LITTLE):
        time.sleep(0.1)
        ended.append(True)
    assert ended


@pytest.mark.parametrize("memory", [1 << 60])
def test_without_the_memory_for_both_nothing_is_begun(memory: int) -> None:
    begun: list[bool] = []
    with beside(lambda: begun.append(True), memory=memory):
        pass
    assert not begun


@needs_two_cores
def test_no_more_go_on_at_once_than_there_are_cores() -> None:
    begun: list[bool] = []
    go_on = threading.Event()

    def work() -> None:
        begun.append(True)
        go_on.wait(20)

    def nested(depth: int) -> None:
        if depth == 0:
            go_on.set()
            return
        with beside(work, memory=_LITTLE):
            nested(depth - 1)

    nested(room.CORES + 2)
    assert len(begun) <= room.CORES - 1
