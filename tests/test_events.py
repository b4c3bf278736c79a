"""Events of threads that work at once are told one after the other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from devflow.events import Event, Tell, in_turn


def overlaps(*, wrap: bool) -> int:
    """How often a slow listener was told something while it still listened to another."""
    busy: list[int] = []
    seen = 0

    def listen(event: Event) -> None:
        nonlocal seen
        del event
        seen += bool(busy)
        busy.append(1)
        time.sleep(0.002)
        busy.pop()

    tell: Tell = in_turn(listen) if wrap else listen
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, [Event("checks", "note", str(n)) for n in range(40)]))
    return seen


def test_a_listener_hears_one_thread_at_a_time() -> None:
    assert overlaps(wrap=True) == 0


def test_without_turns_they_would_talk_at_once() -> None:
    assert overlaps(wrap=False) > 0
