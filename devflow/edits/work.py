"""A bound on the work that one reply may cause, so that hostile input ends in an error and not in a wait."""

from __future__ import annotations

from devflow.edits.failure import TOO_LARGE
from devflow.errors import EditError

LIMIT = 12_000_000  # some seconds of comparing lines
HINTS = 10


class Work:
    """Counts lines looked at, over the whole of one reply."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._left = limit
        self._hints = HINTS

    def may_hint(self) -> bool:
        """Whether there is time for one more look at what the file says instead."""
        self._hints -= 1
        return self._hints >= 0

    def spend(self, lines: int) -> None:
        """Take note of so many lines looked at.

        Raises:
            EditError: the bound is passed (`E_EDIT_TOO_LARGE`).
        """
        self._left -= lines
        if self._left < 0:
            raise EditError(
                "Placing this reply would take too long.", "Ask for fewer or smaller edits.", code=TOO_LARGE
            )
