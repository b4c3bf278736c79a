"""What every way of holding a command apart offers, and the limits it keeps."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devflow import assets
from devflow.process import Completed

GIB = 1 << 30
HOME = "/tmp/home"  # noqa: S108 -- inside the sandbox, where /tmp is private
REPORT = "DEVFLOW_REPORT"
"""The variable that tells a command where its report file is."""
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ENVIRONMENT = {"PATH": SYSTEM_PATH, "HOME": HOME, "TMPDIR": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108 -- as HOME
"""What every command finds in its environment, beside what it is given."""
ROOM = ".devflow-sandbox-"
"""How the folders beside a checkout begin that are private to one command."""


@dataclass(frozen=True)
class Limits:
    """What one command may use, its whole family of processes together."""

    seconds: float = 900.0
    memory: int = 4 * GIB
    """Bytes of memory, summed over the processes."""
    processes: int = 512
    disk: int = 2 * GIB
    """Bytes written to the checkout, to its layers, and to each private temporary folder."""
    output: int = 64 * 1024
    """Bytes kept of each stream's head, and as many of its tail."""


@dataclass(frozen=True)
class Laid:
    """Something of this machine that a command sees at another path than its own."""

    place: Path
    source: Path


Shown = Path | Laid
"""A path, seen where it is; or what is laid somewhere else."""


def laid(shown: Iterable[Shown]) -> tuple[Laid, ...]:
    """Each with its place and its source."""
    return tuple(each if isinstance(each, Laid) else Laid(each, each) for each in shown)


def options(name: str, values: Mapping[str, str]) -> list[str]:
    """The words of `sandbox/NAME.args`, with the values put in."""
    lines = assets.text(f"sandbox/{name}.args").format_map(values).splitlines()
    return [word for line in lines if not line.startswith("#") for word in shlex.split(line)]


def first_process(limits: Limits, processes: int | None = None) -> list[str]:
    """What runs first in a sandbox, before the words of the command: it sets the limits of one process.

    `processes` is None where the user's other processes would be counted too.
    """
    numbers = (limits.memory // 1024, limits.disk // 512, processes or "unlimited")
    return ["/bin/sh", "-c", assets.text("sandbox/init.sh"), "init", *map(str, numbers)]


class Sandbox(Protocol):
    """One way of running a command in a checkout."""

    @property
    def name(self) -> str:
        """Short and stable, for fingerprints and the summary."""

    def probe(self) -> None:
        """Try the controls from inside, in less than 0.3 s.

        Raises:
            SandboxError: isolation cannot be had, or one of its controls is open.
        """

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
    ) -> Completed:
        """Run `argv` in the throw-away `checkout`, mounted at `at`, the path of the user's checkout.

        `layers` are folders which appear inside of `at` or of the home, and can be written without changing
        them. `read` are files and folders to show read-only; a symlink or an executable that is seen at its
        own path brings what it resolves to. A `.git` folder of the checkout is read-only.
        `report` is an empty regular file which the command may write; its place is told by DEVFLOW_REPORT.
        `home` is a folder that the command may write as its home directory; without one the home is private
        and goes with the command. `network` opens this machine's network to the command. `hear` is given
        each piece of the output as it comes, from other threads.

        Effects: whatever the command writes to `checkout`. No process of it is left when this returns. Past a
        limit it is ended, `timed_out` is set, and the last line of stderr says which limit.

        Raises:
            SandboxError: the command could not be started in isolation; nothing was run.
        """
