"""The approved sources of one lookup: nothing else is ever quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from devflow.facts.installed import Installed
from devflow.facts.named import Named
from devflow.facts.source import Source
from devflow.git.objects import Objects
from devflow.index import Index


class Past(Protocol):
    """What persons said of earlier runs of the repository."""

    def said(self) -> Mapping[str, Sequence[str]]:
        """By run, the newest first: the lines of it."""

    def touching(self, paths: Sequence[str]) -> frozenset[str]:
        """The runs whose patch changed one of the files."""


class NoPast:
    """The past of a repository in which devflow has not run."""

    def said(self) -> Mapping[str, Sequence[str]]:
        """Nothing."""
        return {}

    def touching(self, paths: Sequence[str]) -> frozenset[str]:  # noqa: ARG002 -- as Past has it
        """None."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Approved:
    """The repo at one commit, what is installed for it, what the user has named, what persons said."""

    index: Index
    objects: Objects
    commit: str
    installed: Installed
    named: Named = field(default_factory=Named)
    past: Past = field(default_factory=NoPast)
    thread: tuple[Source, ...] = ()
    """What people who may write to the repository said about the ticket."""
