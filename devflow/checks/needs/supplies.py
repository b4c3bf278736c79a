"""What a repo's checks need beside the files of a commit, and a sandbox in which each command finds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from devflow import assets
from devflow.checks.needs.outfit import Outfit
from devflow.checks.needs.pointers import Pointer
from devflow.process import Completed
from devflow.sandbox import Command, Hear, Sandbox, Shown


@dataclass(frozen=True)
class Service:
    """A program that checks talk to, such as a database."""

    run: str
    """The shell line that starts it; it stays in the foreground, or goes to the background."""
    ready: str = "true"
    """A shell line that ends well once the service answers."""
    seconds: int = 30
    """That it may take to answer."""


@dataclass(frozen=True)
class Supplies:
    """What a person has named, and what `devflow setup` made."""

    outfit: Outfit | None = None
    layers: Sequence[Shown] = ()
    """Further folders that git does not hold, laid copy-on-write."""
    carry: Sequence[str] = ()
    """Untracked files of the user's checkout that are copied into each checkout."""
    pointers: Sequence[Pointer] = ()
    """Files that git keeps elsewhere: the user's own copies stand in for them."""
    read: Sequence[Shown] = ()
    """Paths outside of the checkout that checks may read."""
    env: Mapping[str, str] = field(default_factory=dict)
    build: Sequence[str] = ()
    """Shell lines that are run in each fresh checkout before its command."""
    rebuild: str = ""
    """What Python is given to build the repo's extensions, when a patch changes their sources."""
    built: Sequence[Path] | None = None
    """What builds left in the user's checkout; None: it is looked for when a checkout is made."""
    leave: Sequence[str] = ()
    """Ends of names of built files that are not carried along: they are built anew."""
    services: Sequence[Service] = ()
    advice: Callable[[], str] = lambda: ""
    """What to type where something is missing; empty where no setup is known, or it was done."""


class Furnished:
    """A sandbox in which builds are made and services answer before each command."""

    def __init__(self, inner: Sandbox, supplies: Supplies) -> None:
        self._inner = inner
        self._supplies = supplies

    @property
    def name(self) -> str:
        """As of the sandbox itself."""
        return self._inner.name

    def probe(self) -> None:
        """Try the controls of the sandbox itself."""
        self._inner.probe()

    def run(self, command: Command, hear: Hear | None = None) -> Completed:
        """Run the command as the sandbox does, after the builds and in the company of the services."""
        before = self._before()
        if before:
            argv, program = (*before, *command.argv), _program(command)
            command = replace(command, argv=argv, read=(*command.read, *program))
        return self._inner.run(command, hear)

    def _before(self) -> list[str]:
        builds, services = self._supplies.build, self._supplies.services
        if not builds and not services:
            return []
        words = ["/bin/sh", "-c", assets.text("sandbox/before.sh"), "before", str(len(builds)), *builds]
        words.append(str(len(services)))
        for service in services:
            words += [service.run, service.ready, str(service.seconds)]
        return words


def _program(command: Command) -> tuple[Path, ...]:
    """The program that a sandbox would have shown, had nothing been put before it.

    One inside of the checkout is there already, and a mount over it would hide the environment around it.
    """
    name = command.argv[0]
    found = name if "/" in name else shutil.which(name, path=command.env.get("PATH"))
    return (Path(found),) if found and not Path(found).is_relative_to(command.at) else ()
