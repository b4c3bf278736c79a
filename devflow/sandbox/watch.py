"""Watches a family of processes and the folders it writes to, and says when they exceed their limits."""

from __future__ import annotations

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from devflow.process import Completed
from devflow.sandbox.base import Limits

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MIB = 1 << 20


def watcher(limits: Limits, folders: Sequence[Path]) -> Callable[[int], str | None]:
    """A function which, given the family's first pid, says what is exceeded, or None."""
    disk = _DiskWatch(limits.disk, folders)

    def watch(pid: int) -> str | None:
        members = family(pid)
        if len(members) > limits.processes:
            return f"ended by devflow: more than {limits.processes} processes"
        if sum(members.values()) > limits.memory and _shared_once(members) > limits.memory:
            return too_much_memory(limits)
        return disk.look()

    return watch


def too_much_memory(limits: Limits) -> str:
    """What is said of a family that exceeds its memory, whoever ended it."""
    return f"ended by devflow: more than {limits.memory // _MIB} MiB of memory"


def ended_for_memory(done: Completed, limits: Limits) -> Completed:
    """What the kernel has ended, told as if the watcher had; what was ended already stays as it is."""
    if done.timed_out:
        return done
    said = f"\n{too_much_memory(limits)}\n".encode()
    return replace(done, stderr=done.stderr + said, timed_out=True)


def family(pid: int) -> dict[int, int]:
    """The process and all that descend from it, with their resident bytes."""
    children: dict[int, list[int]] = defaultdict(list)
    resident: dict[int, int] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 -- names only, five times a second
        if not name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                fields = file.read().rpartition(b")")[2].split()
            children[int(fields[1])].append(int(name))
            resident[int(name)] = int(fields[21]) * _PAGE
    members: dict[int, int] = {}
    waiting = [pid]
    while waiting:
        member = waiting.pop()
        if member in resident and member not in members:
            members[member] = resident[member]
            waiting += children[member]
    return members


def _shared_once(members: dict[int, int]) -> int:
    """The family's memory with each shared page counted once: forks share most of theirs."""
    total = 0
    for pid, resident in members.items():
        try:
            with open(f"/proc/{pid}/smaps_rollup", "rb") as file:  # noqa: PTH123
                total += next(int(line.split()[1]) * 1024 for line in file if line.startswith(b"Pss:"))
        except PermissionError:
            total += resident
        except (OSError, StopIteration):
            continue  # -- it has ended since it was counted
    return total


class _DiskWatch:
    """Sums what folders hold, at most a twentieth of the time."""

    def __init__(self, limit: int, folders: Sequence[Path]) -> None:
        self._limit = limit
        self._folders = folders
        self._before: int | None = None
        self._next = 0.0

    def look(self) -> str | None:
        now = time.monotonic()
        if now < self._next:
            return None
        size = sum(folder_size(folder) for folder in self._folders)
        self._next = time.monotonic() + max(0.4, 20 * (time.monotonic() - now))
        if self._before is None:
            self._before = size
        if size - self._before > self._limit:
            return f"ended by devflow: more than {self._limit // _MIB} MiB written to disk"
        return None


def folder_size(folder: Path) -> int:
    """Bytes that a folder takes on disk; links are not followed, unreadable folders count nothing."""
    total = 0
    waiting = [str(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return total
