"""What a runner is to the checks: how it is found, what it needs around it, how its words are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from devflow.checks.check import Check, Read
from devflow.checks.needs.outfit import Outfit
from devflow.handoffs import Outcome
from devflow.process import Completed

WHOLE = "(the whole file)"
"""The name of a test that stands for all of its file: it could not be loaded, or its package not built."""
Told = tuple[str, str, Outcome, str]
"""What a runner's report says of one test: file, name, outcome, words."""
Finding = tuple[str, str, str]
"""What a linter says: file, rule, message."""


@dataclass(frozen=True)
class Package:
    """A folder of the repo with checks of its own, from its files at the base and in the user's checkout."""

    paths: frozenset[str]
    """The package's files, relative to its folder."""
    read_base: Read
    """Of the repo's files."""
    at: Path
    """The user's checkout, where an environment is looked for."""
    outfit: Outfit | None = None
    """What `devflow setup` made."""
    folder: str = ""
    """Relative to the checkout; empty for its root."""

    @property
    def root(self) -> Path:
        """The package's folder in the user's checkout."""
        return self.at / self.folder

    def holds(self, folder: str) -> Path:
        """Where a folder that git does not hold is kept: by the outfit, else in the user's checkout."""
        name = f"{self.folder}/{folder}" if self.folder else folder
        if self.outfit is not None and name in self.outfit.folders:
            return self.outfit.made / name
        return self.root / folder

    def named(self, check: str) -> str:
        """A check's name, told apart from that of the same check in other packages."""
        return f"{check} in {self.folder}" if self.folder else check

    def read(self, path: str) -> bytes:
        """The bytes of one of the package's files at the base; empty where it has no such file."""
        if path not in self.paths:
            return b""
        return self.read_base(f"{self.folder}/{path}" if self.folder else path) or b""


@dataclass(frozen=True)
class Around:
    """What a command needs around it, inside the sandbox."""

    env: Mapping[str, str] = field(default_factory=dict)
    read: tuple[Path, ...] = ()
    """Files and folders outside of the checkout."""


@dataclass(frozen=True)
class Runner:
    """One program that runs tests or lints, as far as the checks must know it."""

    name: str
    around: Callable[[Check, Path], Around]
    """From the check and the user's checkout."""
    sealed: bool = False
    """A plugin of ours tells the ids from within, and can be given the ids to run."""
    tells: Callable[[str], tuple[Iterable[Told], bool]] | None = None
    """A test runner's own report -> what it tells, and whether it came to its end. Hostile input."""
    by_exit: bool = False
    """The exit status of its command is an id of its own, beside those that are told."""
    findings: Callable[[Completed, Path], Counter[Finding] | None] | None = None
    """What a linter found; None where it could not do its work."""
    lacks: Callable[[Check], str] = lambda _: ""
    """What is known to be missing before anything is run, with the command to type; empty: nothing."""


class Family(Protocol):
    """A module of runners that are found by the same signs."""

    RUNNERS: tuple[Runner, ...]

    def find(self, package: Package) -> Iterable[Check]:
        """The checks that a package shows."""
