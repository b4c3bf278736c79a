"""Who hears the events of a run: a live line in a terminal that can redraw it, else a line for each event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TextIO

from devflow.events import Event
from devflow.report.progress import Lines


class Listener(Protocol):
    """Hears the events of a run until it is closed."""

    def __call__(self, event: Event) -> None: ...

    def close(self) -> None:
        """Write nothing from now on."""


def listener(stream: TextIO, environment: Mapping[str, str]) -> Listener:
    """The listener that suits where the stream leads."""
    if stream.isatty() and environment.get("TERM", "dumb") not in ("", "dumb"):
        # -- imported here: a pipe needs nothing of it
        from devflow.report.live import LiveLine  # noqa: PLC0415

        return LiveLine(stream, coloured=not environment.get("NO_COLOR"))
    return Lines(stream)
