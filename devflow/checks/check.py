"""One command that a repo's people run to see whether their code holds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

Read = Callable[[str], bytes | None]
"""The bytes of one file at the base, or None where there is none."""


@dataclass(frozen=True)
class Check:
    """One command, and the runner that understands what it says."""

    name: str
    kind: Literal["tests", "lint"]
    argv: tuple[str, ...]
    """The command as a person would type it, with the program's full path."""
    runner: str
    """The runner's name in the table of runners."""
    environment: str = ""
    """The folder of the virtual environment or of node's modules, or empty for the system's."""
    kept: str = ""
    """Where that folder is kept, when `devflow setup` made it."""
    folder: str = ""
    """The folder of the repo that the command runs in; empty for its root."""
    some: str = ""
    """The same as a shell line for some files, `{files}` in their place: of tests those that are wanted, of a
    linter those of the patch. Empty: only whole."""
    files: tuple[str, ...] = ()
    """Patterns and folders of the test files that the command names; empty: the runner looks itself."""
    left_out: str = ""
    """What of it cannot be run here, in words for the result."""


@dataclass(frozen=True)
class Task:
    """Which ids to run, and what to look at."""

    only: Collection[str] | None = None
    leave_out: Collection[str] = ()
    files: Collection[str] | None = None
    """Collect from these files alone; None: from all."""
    within: Collection[str] | None = None
    """Run the ids of these files and those that bear a mark of being skipped; the others are only told."""
    modules: Collection[str] = ()
    """Changed modules whose place of import is told."""
