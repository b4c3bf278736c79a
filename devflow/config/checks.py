"""What can be set of a repo's checks."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from pydantic import Field, field_validator

from devflow.config.section import Section

NamedService = Literal["postgres", "redis", "mysql"]
"""A service whose recipe stands in `sandbox/services.toml`."""


class ServiceChoice(Section):
    """A program that checks talk to, started beside them."""

    run: str
    """The shell line that starts it."""
    ready: str = "true"
    """A shell line that ends well once it answers."""
    seconds: int = Field(default=30, gt=0)
    """That it may take to answer."""


class Checks(Section):
    """How the repo is checked, and what its checks need."""

    commands: tuple[str, ...] = ()
    """Shell lines to run instead of what devflow finds by itself."""
    skip: tuple[str, ...] = ()
    """Names of checks that are found and not run, such as those of browsers, which no sandbox can start."""
    fix: tuple[str, ...] = ()
    """Shell lines that format the files of a patch, which stand for `{files}`; without one, what is found."""
    format: bool = True
    """Whether the files of a patch are formatted at all."""
    setup: tuple[str, ...] = ()
    """Shell lines that `devflow setup` runs, instead of those that it proposes."""
    setup_seconds: float = Field(default=1800, gt=0)
    """That one of these lines may take."""
    build: tuple[str, ...] = ()
    """Shell lines to run in each fresh checkout, before a check."""
    services: tuple[ServiceChoice | NamedService, ...] = ()
    """Programs that checks talk to."""
    caches: tuple[Literal["cargo", "go", "npm", "pre-commit", "maven", "gradle"], ...] = ()
    """Caches of the user's home that checks may read."""
    layers: tuple[str, ...] = ()
    """Ignored folders that checks need, such as `build`; `.venv` and `node_modules` are found."""
    carry: tuple[str, ...] = ()
    """Untracked files of the checkout, such as `.env`, that checks get a copy of."""
    read: tuple[str, ...] = ()
    """Paths outside the repo that checks may read."""
    env: dict[str, str] = Field(default_factory=dict)
    seconds: float = Field(default=900, gt=0)
    """That one check may take."""
    memory_mb: int = Field(default=4096, gt=0)
    processes: int = Field(default=512, gt=0)

    @field_validator("env")
    @classmethod
    def _settable(cls, env: dict[str, str]) -> dict[str, str]:
        """Names that are variables, and none that decides which program runs or what it loads first."""
        for name, value in env.items():
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or "\0" in value:
                raise ValueError(f"{name!r} is not an environment variable")
            if name == "PATH" or name.startswith(("LD_", "DEVFLOW")):
                raise ValueError(f"{name} may not be set for checks")
        return env

    @field_validator("layers", "read", "carry")
    @classmethod
    def _paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        if any("\0" in path or not path for path in paths):
            raise ValueError("a path is empty or holds a NUL character")
        return paths

    @field_validator("commands", "fix", "setup", "build")
    @classmethod
    def _lines(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        if any("\0" in line or not line.strip() for line in lines):
            raise ValueError("a line is empty or holds a NUL character")
        return lines

    @field_validator("services", mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        """One sentence for a name that stands for no service, instead of one for each way to write one."""
        for each in given if isinstance(given, list | tuple) else ():
            if isinstance(each, str) and each not in get_args(NamedService):
                names = ", ".join(get_args(NamedService))
                raise ValueError(f"{each!r} is not known: write {{ run = …, ready = … }}, or {names}")
        return given
