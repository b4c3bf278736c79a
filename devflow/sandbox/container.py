"""Isolation in a container of Podman or Docker, whose root is made of this machine's own folders."""

from __future__ import annotations

import contextlib
import json
import os
import resource
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from devflow import folders, process
from devflow.sandbox import cgroup, engine, seccomp, unavailable
from devflow.sandbox.base import ROOM, Command, Hear, Limits, first_process, options
from devflow.sandbox.root import Root
from devflow.sandbox.selftest import SelfTest
from devflow.sandbox.view import check_place, view
from devflow.sandbox.watch import ended_for_memory, too_much_memory, watcher

_SPARE = 8  # -- the first process inside, and what the engine starts beside it
_FILES = 4096
_NOBODY = 65534
_PID = "pid"
_UNIFIED = Path("/sys/fs/cgroup/cgroup.controllers")


class Container:
    """Runs each command in a container of its own, which is removed at its end."""

    def __init__(self, name: engine.Name, program: Path | None = None) -> None:
        self._engine = engine.Engine(name, program)
        self._podman = name == "podman"
        # -- Docker's daemon maps nobody, and what a command writes must be the caller's
        self._uid = _NOBODY if self._podman else os.getuid()
        self._selftest = SelfTest(self, self._uid, self._engine.sweep)

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    def probe(self) -> None:
        """Remove what a killed devflow has left; then try the controls from inside.

        Raises:
            SandboxError: the engine is missing or does not answer, or one of the controls is open.
        """
        self._selftest.hold()

    def run(self, command: Command, hear: Hear | None = None) -> process.Completed:
        """Run the command, as `Sandbox.run` says.

        Raises:
            SandboxError: the engine is missing, does not answer, or cannot mount what is to be seen.
        """
        check_place(command.at)
        limits = command.limits
        with folders.throw_away(ROOM, beside=command.checkout) as room, self._engine.named() as name:
            root = Root(room, view(command, room, self._uid))
            words = ["run", "--name", name, *self._profile(limits, room, network=command.network)]
            words += [*root.mounts(self.name), "--workdir", str(command.at), *self._root(root)]
            words += ["/usr/bin/env", "-i", *(f"{key}={value}" for key, value in command.variables.items())]
            words += first_process(limits, limits.processes if self._podman else None)
            done = process.run(
                [str(self._engine.program), "--log-level=error", *words, *command.argv],
                env=self._engine.environment(),
                cwd=room,  # -- where Podman's monitor leaves a file when memory ends
                timeout=limits.seconds,
                head=limits.output,
                tail=limits.output,
                watch=self._watch(limits, command.written, room, name),
                hear=hear,
            )
            return replace(self._judged(done, name, limits), argv=tuple(command.argv))

    def _profile(self, limits: Limits, room: Path, *, network: bool) -> list[str]:
        """The walls and the limits."""
        files = min(_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        words = options("container", {"network": "host" if network else "none", "files": str(files)})
        if (denied := seccomp.profile()) is not None:
            (room / "seccomp.json").write_text(json.dumps(denied), encoding="utf-8")
            words += ["--security-opt", f"seccomp={room / 'seccomp.json'}"]
        if self._counted():
            memory = str(limits.memory)
            words += ["--memory", memory, "--memory-swap", memory]
            words += ["--pids-limit", str(limits.processes + _SPARE)]
        if not self._podman:
            return [*words, "--user", f"{self._uid}:{os.getgid()}"]
        words += options(
            "podman", {"processes": str(limits.processes), "seconds": f"{limits.seconds + 60:.0f}"}
        )
        words += ["--pidfile", str(room / _PID)]
        return words + options("podman-root" if os.geteuid() == 0 else "podman-rootless", {})

    def _counted(self) -> bool:
        """Whether the kernel can count for this user; else the watcher alone holds the limits."""
        return not self._podman or os.geteuid() == 0 or _UNIFIED.exists()

    def _root(self, root: Root) -> list[str]:
        """The container's root: a folder for Podman; for Docker an image of a few links, made once."""
        if self._podman:
            return ["--rootfs", f"{root.folder}:O"]
        archive, name = root.archive()
        self._engine.image(name, archive)
        return [name]

    def _watch(
        self, limits: Limits, written: Sequence[Path], room: Path, name: str
    ) -> Callable[[int], str | None]:
        """Watches the container's own family, which descends from the engine's daemon or monitor."""
        watch = watcher(limits, [*written, room])
        first = 0

        def look(engines_own: int) -> str | None:
            nonlocal first
            first = first or (_noted(room / _PID) if self._podman else self._engine.first_process(name))
            if first and cgroup.has_killed(first):
                return too_much_memory(limits)
            return watch(first or engines_own)

        return look

    def _judged(self, done: process.Completed, name: str, limits: Limits) -> process.Completed:
        """How the command ended: that it was started at all, and whether the kernel ended some of it."""
        if done.timed_out:
            return done
        told = self._engine.inspect(name, ".State.StartedAt", ".State.OOMKilled")
        if told is None or told[0].startswith("0001-"):
            raise unavailable.engine_failed(self.name, done)
        return ended_for_memory(done, limits) if told[1] == "true" else done


def _noted(file: Path) -> int:
    """The pid that the engine has noted; 0 before it has."""
    with contextlib.suppress(OSError, ValueError):
        return int(file.read_text("ascii"))
    return 0
