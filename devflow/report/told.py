"""What the smaller commands print with --json; the shapes are published and only ever grow."""

from __future__ import annotations

from typing import Any

from devflow.handoffs import Definition, RankedFile, Snippet
from devflow.models.call import Call
from devflow.report.data import Part, RunRow, RunTold, Told


class ReviewTold(RunTold):
    """A run with the diff of its last candidate."""

    diff: str
    """Unified; empty where there is none, or it was not wanted."""


class PushedTold(RunRow):
    """A run whose branch was pushed."""

    pushed: bool
    """False where the branch was there already."""


class ReceiptRow(Part):
    """One step that worked."""

    number: int
    run: str
    step: str
    digest: str
    inputs: dict[str, str]
    """What the digest covers, each by its own digest."""
    kind: str
    handoff: dict[str, Any]
    started: float
    """Seconds since the epoch."""
    seconds: float


class ShownTold(RunRow):
    """A run with its receipts and every question to a model, or those of one step."""

    receipts: tuple[ReceiptRow, ...]
    calls: tuple[Call, ...]


class VerifiedTold(Told):
    """Whether what is kept of a run holds together."""

    run: str
    ok: bool
    receipts: int
    """Receipts whose digest was made again."""
    handoffs: int
    commits: int
    broken: str
    """The first break; empty where there is none."""


class FoundTold(Told):
    """Files that words or a ticket need; with --context also the text of them that a model would be shown."""

    files: tuple[RankedFile, ...]
    named: tuple[RankedFile, ...] = ()
    """Documents, data and tests that only the ticket's body names."""
    definitions: tuple[Definition, ...] = ()
    """Of these files, best first."""
    snippets: tuple[Snippet, ...] = ()
    tests: tuple[str, ...] = ()
    tokens: int = 0
    budget: int = 0
    pattern: str = ""


class ProposedTold(Told):
    """A proposed configuration file."""

    text: str
    written: str
    """Where it was written; empty where it was not."""


class SetupTold(Told):
    """What was made for the checks, or would be."""

    commands: tuple[str, ...]
    configured: bool
    folder: str
    done: bool
    folders: tuple[str, ...]
    files: tuple[str, ...]


class TrialTold(Told):
    """A candidate that was laid out to be used by hand."""

    run: str
    commit: str
    folder: str
    commands: tuple[str, ...]


class TrialGoneTold(Told):
    """What was laid out of a run and is deleted now."""

    run: str
    removed: tuple[str, ...]


class HookRow(Part):
    """How one git hook stands."""

    name: str
    installed: bool
    how: str
    entry: str
    add: str
    """What a person adds to `entry`, where devflow may not write it."""


class BegunRow(Part):
    """A run that a commit started."""

    at: float
    """Seconds since the epoch."""
    run: str
    commit: str
    ticket: str


class HooksTold(Told):
    """How the hooks stand, and what the last commits started."""

    hooks: tuple[HookRow, ...]
    begun: tuple[BegunRow, ...]


class CommandRow(Part):
    """One thing that a comment asks for."""

    verb: str
    step: str
    text: str


class OrderTold(Told):
    """What an event at GitHub asks to be done."""

    do: str
    why: str
    """Why nothing is done, or what is told."""
    code: str
    repository: str
    number: int
    """The issue or pull request where it was asked for."""
    by: str
    commands: tuple[CommandRow, ...]
    run: str
    """The run that is gone on with; empty where a new one starts."""
    between: tuple[str, str]
    """Of a merge queue: the commit that a group stands on, and its last one."""


class PublishedTold(Told):
    """What was told at GitHub, and where."""

    run: str
    state: str
    branch: str
    pull: int
    address: str
    pushed: bool
    """Whether the branch is new."""
