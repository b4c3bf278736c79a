"""Whether a terminal can be drawn on."""

from __future__ import annotations

import os
from collections.abc import Mapping

_SMALLEST = (40, 10)


def fits(environment: Mapping[str, str]) -> bool:
    """Whether this terminal can be drawn on; one that cannot gets the same in plain lines."""
    try:
        size = os.get_terminal_size(1)
    except OSError:
        return False
    drawn = environment.get("TERM", "dumb") not in ("", "dumb")
    return drawn and size.columns >= _SMALLEST[0] and size.lines >= _SMALLEST[1]
