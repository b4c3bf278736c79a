"""How often and how long the door waits for a provider in trouble."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from devflow.models.provider import Fault


@dataclass(frozen=True)
class Patience:
    """Bounds of asking again after a transport fault."""

    tries: int = 4
    """Passages over the wire for one question, the first included."""
    first: float = 1.0
    """Seconds before the second try, about; doubled each time."""
    longest: float = 30.0
    """Most seconds of a wait that devflow chose itself."""
    longest_asked: float = 60.0
    """Most seconds of a wait that the provider asked for; beyond it the run ends, to be resumed later."""
    sleep: Callable[[float], None] = time.sleep

    def wait(self, fault: Fault, tried: int, left: float) -> float | None:
        """Seconds to wait before trying again; None: give up. `left` are the question's remaining seconds."""
        if not fault.again or tried >= self.tries:
            return None
        own = min(self.longest, self.first * 2 ** (tried - 1)) * random.uniform(0.5, 1.0)  # noqa: S311
        asked = fault.after
        if asked is not None and asked > self.longest_asked:
            return None
        seconds = own if asked is None else asked + own / 4
        return seconds if seconds < left else None
