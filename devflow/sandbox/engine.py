"""Podman's or Docker's own program: what it is asked, and the containers that devflow left with it."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from devflow import process
from devflow.sandbox import unavailable

Name = Literal["podman", "docker"]

# -- what the program may know of its user: where its daemon, its settings and its helpers are
_OWN = (
    *("HOME", "PATH", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"),
    *("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"),
    *("CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF"),
)
_PATIENCE = 60.0
# -- its standard input ends with devflow; an engine that is about to start the container gets some seconds
_WAIT = 'read -r _; for _ in 1 2 3 4 5; do "$@" >/dev/null 2>&1; sleep 1; done'


class Engine:
    """One of the two, found on PATH or given."""

    def __init__(self, name: Name, program: Path | None = None) -> None:
        self.name: Name = name
        self._program = program

    @property
    def program(self) -> Path:
        """Where the program is on this machine.

        Raises:
            SandboxError: it is missing.
        """
        if self._program is None:
            found = shutil.which(self.name)
            self._program = Path(found) if found else None
        if self._program is None or not os.access(self._program, os.X_OK):
            raise unavailable.no_engine(self.name)
        return self._program

    def ask(self, *words: str, stdin: bytes = b"") -> process.Completed:
        """What the program answers."""
        command = [str(self.program), *words]
        return process.run(command, env=self.environment(), stdin=stdin, timeout=_PATIENCE)

    def environment(self) -> dict[str, str]:
        """The variables that the program itself is given; a container gets none of them."""
        return {name: os.environ[name] for name in _OWN if name in os.environ}

    def inspect(self, container: str, *fields: str) -> list[str] | None:
        """Fields of a container, or None where there is none of that name."""
        told = self.ask("inspect", "--format", "|".join(f"{{{{{field}}}}}" for field in fields), container)
        return told.stdout.decode(errors="replace").strip().split("|") if told.ok else None

    def first_process(self, container: str) -> int:
        """The pid of a container's first process, as a daemon of this machine tells it; else 0."""
        with contextlib.suppress(OSError, ValueError):
            told = self.inspect(container, ".Id", ".State.Pid") or ["", ""]
            pid = int(told[1])
            # -- a daemon in a virtual machine counts processes of its own
            return pid if told[0] in Path(f"/proc/{pid}/cgroup").read_text("ascii") else 0
        return 0

    def image(self, name: str, archive: bytes) -> None:
        """Have an image that holds what the archive holds, made once.

        Raises:
            SandboxError: it cannot be made.
        """
        if not self.ask("image", "inspect", "--format", "{{.Id}}", name).ok:
            done = self.ask("import", "-", name, stdin=archive)
            if not done.ok:
                raise unavailable.engine_failed(self.name, done)

    @contextlib.contextmanager
    def named(self) -> Iterator[str]:
        """A name for one container, which is gone afterwards with all its processes and volumes.

        So it is, some seconds later, when devflow is killed: no engine ends it with who started it, but a
        process of ours that waits for devflow's end does.
        """
        name = f"{_prefix()}-{os.getpid()}-{_birth(os.getpid())}-{secrets.token_hex(4)}"
        waiting = ["/bin/sh", "-c", _WAIT, "wait", str(self.program), *self._removal(name)]
        with process.conversation(waiting, env=self.environment()):
            try:
                yield name
            finally:
                self.ask(*self._removal(name))

    def sweep(self) -> None:
        """Remove the containers of devflows that are gone, had they been killed with all their processes.

        Raises:
            SandboxError: the engine is missing or does not answer.
        """
        found = self.ask("ps", "--all", "--filter", f"name={_prefix()}-", "--format", "{{.Names}}")
        if not found.ok:
            raise unavailable.engine_failed(self.name, found)
        for name in found.stdout.decode(errors="replace").split():
            pid, birth, _ = name.removeprefix(f"{_prefix()}-").split("-")
            if _birth(int(pid)) != birth:
                self.ask(*self._removal(name))

    def _removal(self, name: str) -> tuple[str, ...]:
        at_once = ("--time", "0") if self.name == "podman" else ()
        return ("rm", "--force", "--volumes", *at_once, name)


def _prefix() -> str:
    """How the names of our containers begin: process ids mean something in one name space only."""
    return f"devflow-{Path('/proc/self/ns/pid').stat().st_ino}"


def _birth(pid: int) -> str:
    """When a process began, as the kernel counts; empty where there is none."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[19].decode()
    return ""
