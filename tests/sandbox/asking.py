"""A host with something to find, and the probes sent against it from inside of a back end."""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from devflow.process import Completed
from devflow.sandbox import Command, Limits, Sandbox
from tests.sandbox.probes import PROBES, SHM_KEY

LIMITS = Limits(seconds=60, memory=400 << 20, processes=40, disk=60 << 20)
_DRIVER = """
import ctypes, json, os, socket, subprocess, sys, traceback
F = json.load(open('facts.json'))
libc = ctypes.CDLL(None, use_errno=True)

def call(name, number, *args):
    ctypes.set_errno(0)
    if libc.syscall(number, *args) != -1 or ctypes.get_errno() not in (1, 28, 38):
        print(name, ctypes.get_errno())

def reach(family, place):
    s = socket.socket(family)
    s.settimeout(2)
    try: s.connect(place); print(place)
    except OSError: pass

told = {}
for number, (name, code) in enumerate(F['codes'].items()):
    out = f'/tmp/out-{number}'
    pid = os.fork()
    if pid == 0:
        sys.stdout = sys.stderr = open(out, 'w')
        parent = os.getpid()
        try: exec(code, globals())
        except BaseException: 'hostile' in name or traceback.print_exc()
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)
    told[name] = open(out).read().strip()
print(json.dumps(told))
"""


@contextmanager
def host() -> Iterator[dict[str, Any]]:
    """A host with something to find: a server, sockets, shared memory, secrets in files and variables."""
    with ExitStack() as stack:
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="devflow-host-")))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name in ("DEVFLOW_API_KEY", "GITHUB_TOKEN", "GIT_DIR", "PLAIN"):
            patch.setenv(name, "canary")
        secrets = [room / name for name in (".ssh/id", ".netrc", ".aws/credentials", ".config/gh/hosts.yml")]
        for secret in secrets:
            secret.parent.mkdir(parents=True, exist_ok=True)
            secret.write_text("canary")
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        sockets = [str(room / "s"), str(room / "runtime")]
        for path in (*sockets, f"\0{room}"):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(path)
            listener.listen()
        stack.callback(_segment())
        more = ("/etc/shadow", "/var/run/docker.sock", "/root/.ssh")
        yield {
            "secrets": [*map(str, secrets), *more],
            "port": server.getsockname()[1],
            "abstract": str(room),
            "sockets": sockets,
            "host": socket.gethostname(),
            "pid namespace": str(Path("/proc/self/ns/pid").readlink()),
            "disk": LIMITS.disk,
            "memory": LIMITS.memory,
            "processes": LIMITS.processes,
        }


def _segment() -> Any:
    """A segment of shared memory; gives what removes it."""
    libc = ctypes.CDLL(None, use_errno=True)
    segment = libc.shmget(SHM_KEY, 4096, 0o1600)
    return lambda: libc.shmctl(segment, 0, None)


def ask(sandbox: Sandbox, facts: dict[str, Any], room: Path, names: tuple[str, ...] = ()) -> dict[str, str]:
    """What each probe said in this back end: `NAME hostile` and `NAME honest`.

    Raises:
        SandboxError: the back end refused to start.
    """
    chosen = [probe for probe in PROBES if not names or probe.name in names]
    codes = {f"{p.name} {kind}": getattr(p, kind) for p in chosen for kind in ("hostile", "honest")}
    docker = sandbox.name == "docker"
    own = {
        "codes": codes,
        "identity": [os.getuid(), os.getgid()] if docker else [65534, 65534],
        "mapped": not docker,  # -- decision 0008: Docker's processes are counted by the kernel's group
        "in memory": sandbox.name == "bubblewrap",
        # -- engines leave it to root's capabilities, which no command has
        "pressure": "/proc/pressure/cpu" if sandbox.name == "bubblewrap" else "/proc/sysrq-trigger",
    }
    done = _run(sandbox, {**facts, **own}, room)
    try:
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        pytest.fail(done.describe())


def _run(sandbox: Sandbox, facts: dict[str, Any], room: Path) -> Completed:
    checkout, at = room / "checkout", room / "at"
    for folder in (checkout, at):
        folder.mkdir(parents=True, exist_ok=True)
    (checkout / "app.py").write_text("")
    (checkout / "facts.json").write_text(json.dumps(facts))
    python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    env = {"MINE": "1"}
    return sandbox.run(
        Command([str(python), "-c", _DRIVER], checkout=checkout, at=at, limits=LIMITS, env=env)
    )
