"""The self-test at the start of a run: each control is tried from inside, and a way out is refused."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devflow import assets, folders
from devflow.errors import SandboxError
from devflow.sandbox import seccomp
from devflow.sandbox.base import ROOM, Command, Limits, Sandbox

_STANDS = 600.0


class SelfTest:
    """One back end's self-test. Its good result stands for ten minutes of this process.

    What it tries is decided by the kernel, the engine and the profile, none of which a check can reach: a run
    of several attempts need not ask again before each. A way out that was found is looked for again.
    """

    def __init__(self, sandbox: Sandbox, uid: int = 65534, beside: Callable[[], None] = lambda: None) -> None:
        """`uid` is whom the command must run as; `beside` is done while the controls are tried."""
        self._sandbox, self._uid, self._beside = sandbox, uid, beside
        self._until = 0.0
        self._one_at_a_time = threading.Lock()

    def hold(self) -> None:
        """Try what a hostile test would try, unless that was done a moment ago; wait where it is under way.

        Raises:
            SandboxError: the command could not be started, or a control is open (E_SANDBOX_OPEN).
        """
        with self._one_at_a_time:
            if time.monotonic() < self._until:
                return
            with ThreadPoolExecutor(1) as pool:
                done = pool.submit(self._beside)
                _probe(self._sandbox, self._uid)
                done.result()
            self._until = time.monotonic() + _STANDS


def _probe(sandbox: Sandbox, uid: int) -> None:
    with folders.throw_away(ROOM) as room:
        canary = room / "canary"
        canary.write_text("")
        inside = room / "checkout"
        inside.mkdir()
        mode = "2" if seccomp.known() else "0"
        own = str(Path("/proc/self/ns/pid").readlink())
        told = [str(canary), str(os.getpid()), own, mode, str(uid)]
        script = ["/bin/sh", "-c", assets.text("sandbox/probe.sh"), "probe", *told]
        done = sandbox.run(Command(script, checkout=inside, at=inside, limits=Limits(seconds=10)))
    lines = done.stdout.decode(errors="replace").splitlines()
    ways_out = [line.removeprefix("open: ") for line in lines if line.startswith("open: ")]
    if ways_out or "done" not in lines:
        what = ", ".join(ways_out) or "the self-test did not finish"
        raise SandboxError(
            f"The sandbox is not closed: {what}.",
            f"Update {sandbox.name}, or look at the system's container settings; nothing was run.",
            code="E_SANDBOX_OPEN",
        )
