"""Progress of a run, line by line on standard error, so that standard output stays the result."""

from __future__ import annotations

import sys
from typing import TextIO

from devflow.clean import clean_line
from devflow.events import Event


class Progress:
    """A listener that words events as they come."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def __call__(self, event: Event) -> None:
        line = _line(event)
        if line:
            print(clean_line(line), file=self._stream, flush=True)


def _line(event: Event) -> str:
    match event.kind:
        case "kept":
            return f"{event.step:9} done in {event.seconds:.1f} s"
        case "reused":
            return f"{event.step:9} kept from before"
        case "progress":
            return f"{event.step:9} {event.text}"
        case "failed":
            return f"{event.step:9} stopped: {event.text}"
        case "branch":
            return f"{event.step:9} branch {event.text}"
        case _:
            return ""
