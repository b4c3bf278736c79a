"""Events of threads that work at once are told one after the other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from devflow.events import Event, Tell, in_turn


def met(*, wrap: bool, seconds: float) -> bool:
    """Whether two threads were in the listener at once: each waits there for the other."""
    door = threading.Barrier(2)
    together: list[bool] = []

    def listen(event: Event) -> None:
        del event
        try:
            door.wait(seconds)
            together.append(True)
        except threading.BrokenBarrierError:
            together.append(False)

    tell: Tell = in_turn(listen) if wrap else listen
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tell, [Event("checks", "note", side) for side in ("base", "candidate")]))
    return any(together)


def test_a_listener_hears_one_thread_at_a_time() -> None:
    assert not met(wrap=True, seconds=0.2)


def test_without_turns_they_talk_at_once() -> None:
    assert met(wrap=False, seconds=60)
