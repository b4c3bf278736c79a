"""The self-test at the start of a run: each control is tried from inside, and a way out is refused."""

from __future__ import annotations

import os
from pathlib import Path

from devflow import assets, folders
from devflow.errors import SandboxError
from devflow.sandbox import seccomp
from devflow.sandbox.base import ROOM, Command, Limits, Sandbox


def probe(sandbox: Sandbox, uid: int = 65534) -> None:
    """Try what a hostile test would try; `uid` is whom the command must run as.

    Raises:
        SandboxError: the command could not be started, or a control is open (E_SANDBOX_OPEN).
    """
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
