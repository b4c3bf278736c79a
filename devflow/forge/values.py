"""What GitHub tells, as values: people, issues, comments and pull requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """An account, as GitHub names it."""

    login: str
    kind: str
    """User, Bot, Organization or Mannequin."""

    @property
    def human(self) -> bool:
        """Whether a person is behind the account, as far as GitHub says."""
        return self.kind == "User" and not self.login.endswith("[bot]")


@dataclass(frozen=True)
class Comment:
    """What somebody wrote below an issue."""

    id: int
    by: Person
    body: str
    written: float
    """Seconds since the epoch."""
    changed: float

    @property
    def edited(self) -> bool:
        """Whether its words may be others than those first written."""
        return self.changed != self.written


@dataclass(frozen=True)
class Issue:
    """An issue, or the issue's side of a pull request."""

    number: int
    title: str
    body: str
    by: Person
    open: bool
    is_pull: bool


@dataclass(frozen=True)
class PullRequest:
    """A pull request."""

    number: int
    address: str
    open: bool
    branch: str
    head: str
    """The commit at the end of its branch."""
    home: str
    """The repository of its branch, as owner/name; empty where that was deleted."""
    into: str
    """The branch that it asks to be merged into."""
