"""What the store keeps of the newest run of a checkout, read without a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

from devflow.git.commits import RunCommits
from devflow.git.user_repo import UserRepo
from devflow.store.store import Run, Store
from devflow.store.verify import verify


def newest(checkout: Path) -> tuple[Store, Run]:
    """The store, and its newest run."""
    store = Store(UserRepo.find(checkout).state)
    return store, store.run("last")


def steps(checkout: Path, table: str) -> list[str]:
    """The steps of its receipts, calls or decisions, in order."""
    store, run = newest(checkout)
    return [row["step"] for row in store.rows(table, run.id)]


def settled(checkout: Path) -> list[str]:
    """The steps of its calls that were answered; one that was cut off is asked anew."""
    store, run = newest(checkout)
    return [row["step"] for row in store.rows("calls", run.id) if row["state"] == "settled"]


def prompts(checkout: Path) -> list[str]:
    """What models were sent, in order."""
    store, run = newest(checkout)
    return [json.loads(row["call"])["prompt"] for row in store.rows("calls", run.id)]


def holds(checkout: Path) -> str:
    """The first break in what is kept; empty where everything holds."""
    store, run = newest(checkout)
    return verify(store, run, RunCommits(store.folder / "runs" / run.id, UserRepo.find(checkout))).broken
