"""Starts a command in a process group of its own, and ends the group with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from devflow.process.completed import Completed
from devflow.process.streams import HEAD_BYTES, TAIL_BYTES, Streams
from devflow.process.waiting import Watch, go_on, wait

_GRACE = 1.0


def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
    head: int = HEAD_BYTES,
    tail: int = TAIL_BYTES,
    pass_fds: tuple[int, ...] = (),
    watch: Watch | None = None,
    hear: Callable[[bytes], None] | None = None,
) -> Completed:
    """Run a command in a process group of its own and give how it ended.

    Effects: on timeout, on interruption and when `watch` objects, the whole group is killed. `watch` is
    called with the child's pid about every 0.2 s; a sentence that it returns ends the command as if it had
    timed out and is appended to stderr. `hear` is given each piece of both outputs as it comes, from the
    threads that read them.

    Raises:
        FileNotFoundError: the executable does not exist.
        Ended: as `until` says.
    """
    go_on()
    started = time.monotonic()
    child = subprocess.Popen(
        tuple(argv),
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
        pass_fds=pass_fds,
    )
    streams = Streams(child, stdin=stdin, head=head, tail=tail, hear=hear)
    try:
        objection = wait(child, None if timeout is None else started + timeout, watch)
        if objection is None:
            streams.join(_GRACE)
    finally:
        # -- a grandchild may hold the pipes open for ever; ending the group closes them
        _end_group(child)
    streams.join(_GRACE)
    if objection:
        streams.err.feed(f"\n{objection}\n".encode())
    seconds = time.monotonic() - started
    out, err = streams.out.value(), streams.err.value()
    return Completed(tuple(argv), child.returncode, out, err, seconds, objection is not None)


@contextlib.contextmanager
def conversation(argv: Sequence[str], *, env: Mapping[str, str]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A running command's standard input and output; its group is killed on leaving."""
    child = subprocess.Popen(
        tuple(argv),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(env),
        start_new_session=True,
    )
    if child.stdin is None or child.stdout is None:  # pragma: no cover - both are pipes by the call above
        raise RuntimeError("no pipes")
    try:
        yield child.stdin, child.stdout
    finally:
        _end_group(child)
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                stream.close()


def _end_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
