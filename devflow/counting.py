"""Numbers of things, in words."""

from __future__ import annotations

from collections.abc import Sized


def counted(things: int | Sized, noun: str) -> str:
    """`1 test`, `3 tests`, `0 quotes`: how many there are of a noun that only takes an s."""
    number = things if isinstance(things, int) else len(things)
    return f"{number} {noun}{'' if number == 1 else 's'}"
