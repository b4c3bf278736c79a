"""What a person lets be changed without asking."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from devflow.config.section import Section
from devflow.handoffs import Risk, Verb


class ScopeRule(Section):
    """What may be changed without asking, as long as each of its bounds holds."""

    paths: tuple[str, ...] = Field(min_length=1)
    """Paths or globs."""
    verbs: tuple[Verb, ...] = Field(default=tuple(Verb), min_length=1)
    """What may be done to them."""
    max_lines: int | None = Field(default=None, gt=0)
    """Lines that a patch may add and remove in all files together that no other permission covers."""
    max_risk: Risk = Risk.HIGH
    """The highest risk at which it holds."""
    tickets: tuple[str, ...] = Field(default=("here", "gh:*/*"), min_length=1)
    """Where the ticket comes from: `here`, or a glob of issues such as `gh:acme/shop#*`."""

    @field_validator("paths")
    @classmethod
    def _of_the_repo(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for path in paths:
            if not set(path.split("/")).isdisjoint(("", ".", "..")):
                raise ValueError(f"{path!r} is no path from the root of the repository")
        return paths

    @field_validator("verbs", mode="before")
    @classmethod
    def _no_rename(cls, verbs: Any) -> Any:
        if isinstance(verbs, list | tuple) and "rename" in verbs:
            raise ValueError('a rename is the two verbs "delete" and "create"')
        return verbs

    @field_validator("tickets")
    @classmethod
    def _of_somewhere(cls, tickets: tuple[str, ...]) -> tuple[str, ...]:
        for each in tickets:
            if each != "here" and not each.startswith("gh:"):
                raise ValueError(f"{each!r} is neither `here` nor issues such as `gh:acme/shop#*`")
        return tickets


class ScopeRules(Section):
    """What may be changed without asking."""

    files: int = Field(default=8, gt=0)
    """Source files that the context may put into the scope."""
    max_files: int = Field(default=20, gt=0)
    max_lines: int = Field(default=1500, gt=0)
    allow: tuple[str, ...] = ()
    """Paths that are always in scope."""
    rules: tuple[ScopeRule, ...] = ()
    """Paths that are in scope within bounds."""
    protect: tuple[str, ...] = ()
    """Paths that are never changed without a person's word."""
