"""The store: all runs of one repository, in SQLite under its git directory."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Any

from devflow.errors import RunNotFound, StoreError
from devflow.events import Event
from devflow.handoffs import Ticket
from devflow.store.database import Database, insert, named_faults
from devflow.store.migrations import migrate
from devflow.store.pause import Pause

# -- letters that no one confuses when a run is said aloud or typed
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# -- columns of a run that say nothing yet when it begins
_LATER = ("reason", "code", "branch", "head", "judged_by", "verdict_note", "pause")

_NAMED = """
    SELECT * FROM runs WHERE :name = 'last' OR instr(id, lower(:name)) = 1 ORDER BY created DESC LIMIT 2
"""
_FOUND = """
    SELECT * FROM runs
    WHERE (
        :words = ''
        OR instr(lower(title), lower(:words))
        OR instr(lower(json_extract(ticket, '$.body')), lower(:words))
    )
    AND (:path = '' OR id IN (SELECT run FROM receipts WHERE kind = 'Candidate' AND instr(handoff, :path)))
    AND (:state = '' OR state = :state)
    ORDER BY created DESC LIMIT :limit
"""


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    READY = "ready"
    NOT_FIT = "not_fit"
    PAUSED = "paused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Run:
    """One row of the runs table. Times are seconds since the epoch."""

    id: str
    created: float
    updated: float
    state: RunState
    reason: str
    code: str
    ticket: Ticket
    base: str
    pins: Mapping[str, Any]
    branch: str
    head: str
    judged_by: str
    judged_at: float | None
    verdict_note: str
    pause: Pause | None
    """What a paused run waits for."""


class Store:
    """All runs of one repository. Every method is one transaction."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder, "FULL")
        # -- the log of a run may lose its last lines with the power, and is spared a wait for the disk
        self._log = Database(folder, "NORMAL")
        migrate(self._database)

    def create(self, ticket: Ticket, base: str, pins: Mapping[str, Any]) -> Run:
        """A new run of a ticket, in state running."""
        now = time.time()
        values = {
            "id": "".join(secrets.choice(_LETTERS) for _ in range(6)),
            "created": now,
            "updated": now,
            "state": RunState.RUNNING,
            "ticket": ticket.model_dump_json(),
            "title": ticket.title,
            "base": base,
            "pins": json.dumps(pins),
            **dict.fromkeys(_LATER, ""),
        }
        with self.begin() as connection:
            insert(connection, "runs", values)
        return self.run(str(values["id"]))

    def run(self, name: str) -> Run:
        """The run of this id or of this unique beginning of one; `last` is the newest.

        Raises:
            RunNotFound: none, or more than one, fits.
        """
        with self.begin() as connection:
            rows = connection.execute(_NAMED, {"name": name}).fetchall()
        if not rows or (len(rows) > 1 and name != "last"):
            many = "More than one run begins with" if rows else "No run is named"
            raise RunNotFound(f"{many} {name!r} in this repository.", "`devflow runs` lists them.")
        return _run(rows[0])

    def runs(self, limit: int = 50, *, words: str = "", path: str = "", state: str = "") -> list[Run]:
        """Runs, newest first: whose ticket holds the words, that changed the path, in the state."""
        # -- as it stands in a kept candidate
        changed = path and f'"path":{json.dumps(path, ensure_ascii=False)}'
        asked = {"words": words, "path": changed, "state": state, "limit": limit}
        with self.begin() as connection:
            return [_run(row) for row in connection.execute(_FOUND, asked)]

    def change(self, run: str, **values: object) -> None:
        """Set columns of a run."""
        changed = {"updated": time.time(), **values}
        columns = ", ".join(f"{column} = :{column}" for column in changed)
        with self.begin() as connection:
            connection.execute(f"UPDATE runs SET {columns} WHERE id = :id", {"id": run, **changed})

    def decide(self, run: str, kind: str, text: str, *, step: str = "", by: str = "") -> None:
        """Keep what a person decided of a run: a note for a step, an answer to one."""
        row = {"run": run, "kind": kind, "text": text, "step": step, "by": by, "at": time.time()}
        with self.begin() as connection:
            insert(connection, "decisions", row)

    def decisions(self, run: str, kind: str, step: str = "") -> tuple[str, ...]:
        """What was decided, oldest first."""
        query = "SELECT text FROM decisions WHERE run = ? AND kind = ? AND step = ? ORDER BY number"
        with self.begin() as connection:
            return tuple(row["text"] for row in connection.execute(query, (run, kind, step)))

    def log(self, run: str, event: Event) -> None:
        """Keep what a run told, in order."""
        row = {"run": run, "at": time.time(), "step": event.step, "kind": event.kind, "text": event.text}
        with self._log.begin() as connection:
            insert(connection, "events", row)

    def rows(self, table: str, run: str) -> list[dict[str, Any]]:
        """Every row that `receipts`, `calls`, `decisions` or `events` holds of a run, oldest first."""
        query = f"SELECT * FROM {table} WHERE run = ? ORDER BY number"
        with self.begin() as connection:
            return [dict(row) for row in connection.execute(query, (run,))]

    def begin(self) -> AbstractContextManager[Connection]:
        """A transaction, as `Database.begin`."""
        return self._database.begin()

    @contextmanager
    def hold(self, run: str) -> Iterator[Path]:
        """Be the one process that works on a run, by a lock that dies with it; gives the run's folder.

        Raises:
            StoreError: another process works on it (E_RUN_LOCKED).
        """
        folder = self.folder / "runs" / run
        with named_faults(self.folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                hint = f"Wait for it, or stop it; `devflow show {run}` tells where it is."
                message = f"Another process is working on run {run}."
                raise StoreError(message, hint, code="E_RUN_LOCKED") from None
            yield folder
        finally:
            os.close(lock)


def _run(row: Row) -> Run:
    values = {name: row[name] for name in Run.__dataclass_fields__}
    values["state"] = RunState(row["state"])
    values["ticket"] = Ticket.model_validate_json(row["ticket"])
    values["pins"] = json.loads(row["pins"])
    values["pause"] = Pause.read(row["pause"])
    return Run(**values)
