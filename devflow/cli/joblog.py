"""The log of a CI job: a runner obeys lines in it, and no line of ours may be one that it obeys."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

# -- `::error::` at the beginning of a line; `##[`, `##vso[` and `##teamcity[` anywhere
_FIRST = re.compile(r"^(\s*)::")
_ANYWHERE = re.compile(r"##(?=\w*\[)")
# -- what might still become the beginning of a command when more is written
_UNDECIDED = re.compile(r"^\s*:?$")
_BEGINS = re.compile(r"##?\w*$")
_RUNNERS = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")


class _JobLog:
    """A stream whose lines a runner reads and does not obey; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line = ""
        self._begun = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Hold the last line until it ends, so that it is judged whole."""
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._stream.write(f"{self._harmless(line)}\n")
            self._begun = False
        return len(text)

    def flush(self) -> None:
        """Let go of what has not ended, as far as it can be no command any more."""
        if self._begun or not _UNDECIDED.match(self._line):
            begins = _BEGINS.search(self._line)
            stop = begins.start() if begins else len(self._line)
            if stop:
                self._stream.write(self._harmless(self._line[:stop]))
                self._line, self._begun = self._line[stop:], True
        self._stream.flush()

    def close_line(self) -> None:
        """Write what is left."""
        self._stream.write(self._harmless(self._line))
        self._line = ""
        self._stream.flush()

    def _harmless(self, line: str) -> str:
        line = line if self._begun else _FIRST.sub(r"\1\\::", line)
        # -- the escape reads the same in a string of JSON
        return _ANYWHERE.sub(r"#\\u0023", line)


@contextlib.contextmanager
def in_a_job(environment: Mapping[str, str]) -> Iterator[None]:
    """Both standard streams harmless, where the process runs in a job of CI."""
    if not any(environment.get(name, "").lower() not in ("", "0", "false") for name in _RUNNERS):
        yield
        return
    streams = sys.stdout, sys.stderr
    logs = [_JobLog(stream) for stream in streams]
    sys.stdout, sys.stderr = logs
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        for log in logs:
            with contextlib.suppress(OSError):
                log.close_line()
