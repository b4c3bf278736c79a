"""A person at a terminal: all three streams of a command on one pseudo terminal, answered as it asks."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.runs import environment

_PATIENCE = 60.0


def talk(
    checkout: Path,
    args: tuple[str, ...],
    *answers: tuple[str, str],
    size: tuple[int, int] = (0, 0),
    term: str = "xterm-256color",
    before: Callable[[], None] = lambda: None,
) -> tuple[int, str]:
    """Run devflow; each answer is typed once the words before it were seen. Gives exit code and screen.

    `size` is columns and lines; without it the terminal does not say how large it is. `before` is called
    before each answer.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    env = {**environment(), "TERM": term, "LC_ALL": "C.UTF-8"}
    argv = (sys.executable, "-m", "devflow", *args)
    child = subprocess.Popen(
        argv, cwd=checkout, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    screen, seen, left = "", 0, list(answers)
    ends = time.monotonic() + _PATIENCE
    try:
        while time.monotonic() < ends:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    piece = os.read(ours, 1 << 16)
                except OSError:
                    break
                screen += piece.decode(errors="replace")
            if left and left[0][0] in screen[seen:]:
                before()
                seen = len(screen)
                os.write(ours, left.pop(0)[1].encode())
        assert not left, f"never asked for {left[0][0]!r}:\n{screen}"
        return child.wait(10), screen
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        child.wait()
        os.close(ours)
