"""Control groups: one for a command where this user may make one, and what the kernel did in another's."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow.sandbox.base import Limits

_JOIN = 'for procs in $1; do echo $$ >"$procs" || exit 125; done; shift; exec "$@"'
_ROOT = Path("/sys/fs/cgroup")
_SPARE = 4  # -- bubblewrap and the first process inside
_CONTROLLERS = frozenset(("pids", "memory"))
_SHARED_MEMORY = 64 << 20


@dataclass(frozen=True)
class Group:
    """The control groups of one command: one of version 2, one for each controller of version 1, or none."""

    folders: Sequence[Path]

    @property
    def words(self) -> list[str]:
        """What to put before a command so that it starts inside."""
        procs = " ".join(str(folder / "cgroup.procs") for folder in self.folders)
        return ["/bin/sh", "-c", _JOIN, "join", procs] if procs else []

    def has_killed(self) -> bool:
        """Whether the kernel has ended a process in it for want of memory."""
        return any(_has_killed(folder) for folder in self.folders)


@contextlib.contextmanager
def joined(limits: Limits, own: Path = Path("/proc/self/cgroup")) -> Iterator[Group]:
    """A group for a command, as far as this user may make one.

    RLIMIT_NPROC does not hold for root, and a watcher looks a few times a second only. The kernel counts
    files in memory too: its limit lies above the watcher's by what temporary folders may hold, and stops
    what outruns the watcher.

    Effects: makes folders in the control group file system, and removes them at the end.
    """
    memory = str(limits.memory + 2 * limits.disk + _SHARED_MEMORY)
    most = {"pids.max": str(limits.processes + _SPARE), "memory.max": memory, "memory.limit_in_bytes": memory}
    made: list[Path] = []
    for parent in _parents(own):
        with contextlib.suppress(OSError):
            made.append(Path(tempfile.mkdtemp(prefix="devflow-", dir=parent)))
            for name, value in most.items():
                if (made[-1] / name).exists():
                    (made[-1] / name).write_text(value, encoding="ascii")
    try:
        yield Group([folder for folder in made if (folder / "cgroup.procs").exists()])
    finally:
        for folder in made:
            _remove(folder)


def has_killed(pid: int) -> bool:
    """Whether the kernel has ended a process of this one's group for want of memory."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/cgroup").read_text("ascii").splitlines():
            _, names, path = line.split(":", 2)
            if names in {"", "memory"} and _has_killed(_ROOT / names / path.lstrip("/")):
                return True
    return False


def _has_killed(folder: Path) -> bool:
    for name in ("memory.events", "memory.oom_control"):
        with contextlib.suppress(OSError, ValueError):
            counts = dict(line.split() for line in (folder / name).read_text("ascii").splitlines())
            return counts.get("oom_kill", "0") != "0"
    return False


def _parents(own: Path) -> Iterator[Path]:
    """The folders in which a group may be made that counts: version 2's, or version 1's."""
    with contextlib.suppress(OSError, ValueError):
        for line in own.read_text("ascii").splitlines():
            _, names, path = line.split(":", 2)
            if names == "":
                parent = _ROOT / path.lstrip("/")
                with contextlib.suppress(OSError):
                    if _CONTROLLERS & set((parent / "cgroup.subtree_control").read_text("ascii").split()):
                        yield parent
            else:
                for controller in _CONTROLLERS & set(names.split(",")):
                    yield _ROOT / controller / path.lstrip("/")


def _remove(group: Path) -> None:
    """Remove a group once its last process is gone; a folder that lingers holds nothing."""
    for _ in range(50):
        try:
            group.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)
        else:
            return
