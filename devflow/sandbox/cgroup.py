"""Control groups: one for a command where this user may make one, and what the kernel did in another's."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from devflow.sandbox.base import Limits

_JOIN = 'for procs in $1; do echo $$ >"$procs" || exit 125; done; shift; exec "$@"'
_ROOT = Path("/sys/fs/cgroup")
_SPARE = 4  # -- bubblewrap and the first process inside


@contextlib.contextmanager
def joined(limits: Limits, own: Path = Path("/proc/self/cgroup")) -> Iterator[list[str]]:
    """Words to put before a command so that it starts inside of a group; none where that cannot be had.

    RLIMIT_NPROC does not hold for root, and a watcher looks a few times a second only.

    Effects: makes a folder in the control group file system, and removes it at the end.
    """
    made: list[Path] = []
    for parent in _parents(own):
        with contextlib.suppress(OSError):
            group = Path(tempfile.mkdtemp(prefix="devflow-", dir=parent))
            made.append(group)
            (group / "pids.max").write_text(str(limits.processes + _SPARE), encoding="ascii")
    usable = [group for group in made if (group / "cgroup.procs").exists()]
    try:
        procs = " ".join(str(group / "cgroup.procs") for group in usable)
        yield ["/bin/sh", "-c", _JOIN, "join", procs] if usable else []
    finally:
        for group in made:
            _remove(group)


def has_killed(pid: int) -> bool:
    """Whether the kernel has ended a process of this one's group for want of memory."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/cgroup").read_text("ascii").splitlines():
            _, names, path = line.split(":", 2)
            events = {"": _ROOT / path.lstrip("/") / "memory.events"}
            events["memory"] = _ROOT / "memory" / path.lstrip("/") / "memory.oom_control"
            if names in events and events[names].is_file():
                counts = dict(count.split() for count in events[names].read_text("ascii").splitlines())
                return counts.get("oom_kill", "0") != "0"
    return False


def _parents(own: Path) -> Iterator[Path]:
    """The folders in which a group that counts processes may be made: version 2's, or version 1's."""
    with contextlib.suppress(OSError, ValueError):
        for line in own.read_text("ascii").splitlines():
            _, names, path = line.split(":", 2)
            if names == "":
                parent = _ROOT / path.lstrip("/")
                with contextlib.suppress(OSError):
                    if "pids" in (parent / "cgroup.subtree_control").read_text("ascii").split():
                        yield parent
            elif "pids" in names.split(","):
                yield _ROOT / "pids" / path.lstrip("/")


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
