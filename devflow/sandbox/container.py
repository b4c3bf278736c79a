"""Isolation in a container of Podman or Docker, whose root is made of this machine's own folders."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from devflow import folders, process
from devflow.sandbox import seccomp, selftest, unavailable
from devflow.sandbox.base import ENVIRONMENT, REPORT, ROOM, Limits, Shown, first_process, laid, options
from devflow.sandbox.root import Root
from devflow.sandbox.view import REPORT_PLACE, Wanted, check_place, view
from devflow.sandbox.watch import watcher

Engine = Literal["podman", "docker"]

_SPARE = 8  # -- the first process inside, and what the engine starts beside it
_FILES = 4096
_NOBODY = 65534
# -- what the engine's own program may know of its user: where its daemon, its settings and its programs are
_ENGINES_OWN = (
    *("HOME", "PATH", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"),
    *("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"),
    *("CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF"),
)


class Container:
    """Runs each command in a container of its own, which is removed at its end."""

    def __init__(self, engine: Engine, program: Path | None = None) -> None:
        self.name: str = engine
        self._engine = engine
        self._program = program

    def probe(self) -> None:
        """Remove what a killed devflow has left; then try the controls from inside.

        Raises:
            SandboxError: the engine is missing or does not answer, or one of the controls is open.
        """
        self._sweep()
        selftest.probe(self, self._uid)

    def run(
        self,
        argv: Sequence[str],
        *,
        checkout: Path,
        at: Path,
        layers: Sequence[Shown] = (),
        read: Sequence[Shown] = (),
        env: Mapping[str, str] | None = None,
        limits: Limits,
        report: Path | None = None,
        home: Path | None = None,
        network: bool = False,
        hear: Callable[[bytes], None] | None = None,
    ) -> process.Completed:
        """Run `argv` in the checkout, as `Sandbox.run` says.

        Raises:
            SandboxError: the engine is missing, does not answer, or cannot mount what is to be seen.
        """
        check_place(at)
        given = {**ENVIRONMENT, **(env or {})}
        wanted = Wanted(argv, checkout, at, laid(layers), laid(read), given["PATH"], report, home, network)
        if report is not None:
            given[REPORT] = str(REPORT_PLACE)
        with folders.throw_away(ROOM, beside=checkout) as room, self._named() as name:
            root = Root(room, view(wanted, room, self._uid))
            words = ["run", "--name", name, *self._profile(limits, room, network=network)]
            words += [*root.mounts(self._engine), "--workdir", str(at), *self._root(root)]
            words += ["/usr/bin/env", "-i", *(f"{key}={value}" for key, value in given.items())]
            done = self._call(
                [*words, *first_process(limits, self._own_processes(limits)), *argv],
                limits,
                self._watch(limits, [checkout, room, *([home] if home else ())], room),
                hear,
            )
            return replace(self._judged(done, name, limits), argv=tuple(argv))

    def _profile(self, limits: Limits, room: Path, *, network: bool) -> list[str]:
        files = min(_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        values = {"network": "host" if network else "none", "files": str(files)}
        words = options("container", values)
        if (filter_ := seccomp.profile()) is not None:
            (room / "seccomp.json").write_text(json.dumps(filter_), encoding="utf-8")
            words += ["--security-opt", f"seccomp={room / 'seccomp.json'}"]
        if self._counts:
            memory = str(limits.memory)
            words += ["--memory", memory, "--memory-swap", memory]
            words += ["--pids-limit", str(limits.processes + _SPARE)]
        return words + self._engines_words(limits, room)

    def _engines_words(self, limits: Limits, room: Path) -> list[str]:
        """What only one of the two has: above all, whom the command runs as."""
        if self._engine == "docker":
            # -- the daemon is root and maps nobody: what the command writes must be the user's
            return ["--user", f"{os.getuid()}:{os.getgid()}"]
        words = ["--read-only-tmpfs=false", "--http-proxy=false", "--user", f"{_NOBODY}:{_NOBODY}"]
        words += ["--pidfile", str(room / "pid"), "--timeout", str(int(limits.seconds) + 60)]
        words += ["--ulimit", f"nproc={limits.processes}:{limits.processes}"]
        if os.geteuid() != 0:
            return [*words, f"--userns=keep-id:uid={_NOBODY},gid={_NOBODY}"]
        for kind in ("--uidmap", "--gidmap"):
            words += [kind, f"{_NOBODY}:0:1", kind, f"0:100000:{_NOBODY}"]
        return words

    def _root(self, root: Root) -> list[str]:
        """The container's root: a folder for Podman; for Docker an image of a few links, made once."""
        if self._engine == "podman":
            return ["--rootfs", f"{root.folder}:O"]
        archive, name = root.archive()
        if not self._ask("image", "inspect", "--format", "{{.Id}}", name).ok:
            done = self._ask("import", "-", name, stdin=archive)
            if not done.ok:
                raise unavailable.engine_failed(self._engine, done)
        return [name]

    def _judged(self, done: process.Completed, name: str, limits: Limits) -> process.Completed:
        """How the command ended: that it was started at all, and whether the kernel ended some of it."""
        told = self._ask("inspect", "--format", "{{.State.StartedAt}} {{.State.OOMKilled}}", name)
        started, _, rest = told.stdout.decode(errors="replace").partition(" ")
        if (not told.ok or started.startswith("0001-")) and not done.timed_out:
            raise unavailable.engine_failed(self._engine, done)
        if rest.strip().endswith("true") and not done.timed_out:
            said = f"\nended by devflow: more than {limits.memory >> 20} MiB of memory\n".encode()
            return replace(done, stderr=done.stderr + said, timed_out=True)
        return done

    def _watch(self, limits: Limits, written: Sequence[Path], room: Path) -> Callable[[int], str | None]:
        """Podman tells where the container's family begins; Docker's daemon has the kernel count it."""
        watch = watcher(limits, written)

        def look(engines_own: int) -> str | None:
            with contextlib.suppress(OSError, ValueError):
                return watch(int((room / "pid").read_text("ascii")))
            return watch(engines_own)

        return look

    @contextlib.contextmanager
    def _named(self) -> Iterator[str]:
        """A name for one container, which is gone afterwards with all its processes and volumes."""
        name = f"{_prefix()}-{os.getpid()}-{_birth(os.getpid())}-{secrets.token_hex(4)}"
        try:
            yield name
        finally:
            self._remove(name)

    def _remove(self, *names: str) -> None:
        at_once = ("--time", "0") if self._engine == "podman" else ()
        self._ask("rm", "--force", "--volumes", *at_once, *names)

    def _sweep(self) -> None:
        """Remove the containers of devflows that are gone: no engine ends them with who started them."""
        found = self._ask("ps", "--all", "--filter", f"name={_prefix()}-", "--format", "{{.Names}}")
        if not found.ok:
            raise unavailable.engine_failed(self._engine, found)
        left = []
        for name in found.stdout.decode(errors="replace").split():
            pid, birth, _ = name.removeprefix(f"{_prefix()}-").split("-")
            if _birth(int(pid)) != birth:
                left.append(name)
        if left:
            self._remove(*left)

    def _ask(self, *words: str, stdin: bytes = b"") -> process.Completed:
        return process.run([str(self.program), *words], env=_environment(), stdin=stdin, timeout=30)

    def _call(
        self,
        words: Sequence[str],
        limits: Limits,
        watch: Callable[[int], str | None],
        hear: Callable[[bytes], None] | None,
    ) -> process.Completed:
        quiet = ["--log-level=error"]
        return process.run(
            [str(self.program), *quiet, *words],
            env=_environment(),
            timeout=limits.seconds,
            head=limits.output,
            tail=limits.output,
            watch=watch,
            hear=hear,
        )

    @property
    def program(self) -> Path:
        """Where the engine's program is on this machine.

        Raises:
            SandboxError: it is missing.
        """
        if self._program is None:
            found = shutil.which(self._engine)
            self._program = Path(found) if found else None
        if self._program is None or not os.access(self._program, os.X_OK):
            raise unavailable.no_engine(self._engine)
        return self._program

    @property
    def _uid(self) -> int:
        return _NOBODY if self._engine == "podman" else os.getuid()

    def _own_processes(self, limits: Limits) -> int | None:
        return limits.processes if self._engine == "podman" else None

    @property
    def _counts(self) -> bool:
        """Whether the kernel can count for this user; else the watcher alone holds the limits."""
        return self._engine == "docker" or os.geteuid() == 0 or _UNIFIED.exists()


_UNIFIED = Path("/sys/fs/cgroup/cgroup.controllers")


def _prefix() -> str:
    """How the names of our containers begin: process ids mean something in one name space only."""
    return f"devflow-{Path('/proc/self/ns/pid').stat().st_ino}"


def _birth(pid: int) -> str:
    """When a process began, as the kernel counts; empty where there is none."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[19].decode()
    return ""


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _ENGINES_OWN if name in os.environ}
