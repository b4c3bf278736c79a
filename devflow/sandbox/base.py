"""What every way of holding a command apart offers, and the limits it keeps."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from devflow import assets
from devflow.process import Completed

GIB = 1 << 30
HOME = "/tmp/home"  # noqa: S108 -- inside the sandbox, where /tmp is private
REPORT = "DEVFLOW_REPORT"
"""The variable that tells a command where its report file is."""
REPORT_PLACE = Path("/run/devflow/report")
"""Where that file is, inside the sandbox."""
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


Hear = Callable[[bytes], None]
"""Is given each piece of a command's output as it comes, from other threads."""
Shown = Path | Laid
"""A path, seen where it is; or what is laid somewhere else."""


def laid(shown: Iterable[Shown]) -> tuple[Laid, ...]:
    """Each with its place and its source."""
    return tuple(each if isinstance(each, Laid) else Laid(each, each) for each in shown)


@dataclass(frozen=True)
class Command:
    """What is to be run, what it sees and what it may use."""

    argv: Sequence[str]
    checkout: Path
    """A throw-away checkout, which keeps what the command writes. A `.git` folder of it is read-only."""
    at: Path
    """The path of the user's checkout, where the command finds the throw-away one."""
    limits: Limits
    layers: Sequence[Shown] = ()
    """Folders inside of `at` or of the home which can be written without changing them."""
    read: Sequence[Shown] = ()
    """Files and folders to show read-only; a symlink or an executable that is seen at its own path brings
    what it resolves to."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables beside those that every command finds."""
    report: Path | None = None
    """An empty regular file which it may write; DEVFLOW_REPORT tells its place."""
    home: Path | None = None
    """A folder that it may write as its home; without one the home is private and goes with the command."""
    network: bool = False
    """Whether this machine's network is open to it."""

    @property
    def variables(self) -> dict[str, str]:
        """All that it finds in its environment, in a sandbox."""
        report = {REPORT: str(REPORT_PLACE)} if self.report else {}
        return {**ENVIRONMENT, **self.env, **report}

    @property
    def written(self) -> list[Path]:
        """The folders of this machine that it may write."""
        return [self.checkout, *([self.home] if self.home else ())]


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
        """Try the controls from inside; what held a moment ago is not tried again.

        Raises:
            SandboxError: isolation cannot be had, or one of its controls is open.
        """

    def run(self, command: Command, hear: Hear | None = None) -> Completed:
        """Run the command.

        Effects: what the command may write. No process of it is left when this returns. Past a limit it is
        ended, `timed_out` is set, and the last line of stderr says which limit.

        Raises:
            SandboxError: the command could not be started in isolation; nothing was run.
        """
