"""The store: all runs of one repository, in SQLite under its git directory."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, func, insert, or_, select, update
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from devflow.errors import RunNotFound, StoreError
from devflow.events import Event
from devflow.handoffs import Ticket
from devflow.store import schema
from devflow.store.migrations import migrate
from devflow.store.pause import Pause

# -- letters that no one confuses when a run is said aloud or typed
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


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
        self.engine = _open(folder, "FULL")
        # -- the log of a run may lose its last lines with the power, and is spared a wait for the disk
        self._log = _open(folder, "NORMAL")
        with named_faults(folder):
            migrate(self.engine)
        for engine in (self.engine, self._log):
            weakref.finalize(self, engine.dispose)

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
        }
        with self.begin() as connection:
            connection.execute(insert(schema.runs).values(**values))
        return self.run(str(values["id"]))

    def run(self, name: str) -> Run:
        """The run of this id or of this unique beginning of one; `last` is the newest.

        Raises:
            RunNotFound: none, or more than one, fits.
        """
        table = schema.runs
        query = select(table).order_by(table.c.created.desc()).limit(2)
        if name != "last":
            query = query.where(table.c.id.startswith(name, autoescape=True))
        with self.begin() as connection:
            rows = connection.execute(query).all()
        if not rows and name == "last":
            raise RunNotFound("There is no run in this repository yet.", "devflow run ticket.md")
        if not rows or (len(rows) > 1 and name != "last"):
            many = "More than one run begins with" if rows else "No run is named"
            raise RunNotFound(f"{many} {name!r} in this repository.", "`devflow runs` lists them.")
        return _run(rows[0]._asdict())

    def runs(self, limit: int = 50, *, words: str = "", path: str = "", state: str = "") -> list[Run]:
        """Runs, newest first: whose ticket holds the words, that changed the path, in the state."""
        table, kept = schema.runs, schema.receipts.c
        query = select(table).order_by(table.c.created.desc()).limit(limit)
        if words:
            body = func.json_extract(table.c.ticket, "$.body")
            said = (part.icontains(words, autoescape=True) for part in (table.c.title, body))
            query = query.where(or_(*said))
        if path:
            named = f'"path":{json.dumps(path, ensure_ascii=False)}'
            changed = select(kept.run).where(kept.kind == "Candidate")
            query = query.where(table.c.id.in_(changed.where(kept.handoff.contains(named, autoescape=True))))
        if state:
            query = query.where(table.c.state == state)
        with self.begin() as connection:
            return [_run(row._asdict()) for row in connection.execute(query)]

    def change(self, run: str, **values: object) -> None:
        """Set columns of a run."""
        with self.begin() as connection:
            changed = update(schema.runs).where(schema.runs.c.id == run)
            connection.execute(changed.values(updated=time.time(), **values))

    def decide(self, run: str, kind: str, text: str, *, step: str = "", by: str = "") -> None:
        """Keep what a person decided of a run: a note for a step, an answer to one."""
        row = {"run": run, "kind": kind, "text": text, "step": step, "by": by, "at": time.time()}
        with self.begin() as connection:
            connection.execute(insert(schema.decisions).values(**row))

    def decisions(self, run: str, kind: str, step: str = "") -> tuple[str, ...]:
        """What was decided, oldest first."""
        table = schema.decisions
        query = select(table.c.text).where(table.c.run == run, table.c.kind == kind, table.c.step == step)
        with self.begin() as connection:
            return tuple(connection.execute(query.order_by(table.c.number)).scalars())

    def said(self, run: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """All that was decided, by its kind and step, each oldest first."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in self.rows("decisions", run):
            key = row["kind"], row["step"]
            found[key] = (*found.get(key, ()), row["text"])
        return found

    def log(self, run: str, event: Event) -> None:
        """Keep what a run told, in order."""
        row = {"run": run, "at": time.time(), "step": event.step, "kind": event.kind, "text": event.text}
        with named_faults(self.folder), self._log.begin() as connection:
            connection.execute(insert(schema.events).values(**row))

    def rows(self, table: str, run: str) -> list[dict[str, Any]]:
        """Every row that `receipts`, `calls`, `decisions` or `events` holds of a run, oldest first."""
        found = schema.metadata.tables[table]
        query = select(found).where(found.c.run == run).order_by(found.c.number)
        with self.begin() as connection:
            return [row._asdict() for row in connection.execute(query)]

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction whose faults are named.

        Raises:
            StoreError: the store is damaged (E_STATE_CORRUPT), or cannot be read or written.
        """
        with named_faults(self.folder), self.engine.begin() as connection:
            yield connection

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


@contextmanager
def named_faults(folder: Path) -> Iterator[None]:
    """Turn what the database or the file system says into a StoreError."""
    try:
        yield
    except OperationalError as error:
        message = f"The store in {folder} cannot be used: {error.orig}."
        raise StoreError(message, "Is the disk full, or the folder not yours to write?") from error
    except DatabaseError as error:
        hint = f"Move {folder / 'devflow.db'} away; branches that devflow made are not in it and stay."
        raise StoreError(f"The store is damaged: {error.orig}.", hint, code="E_STATE_CORRUPT") from error
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"The store in {folder} cannot be used: {error}.") from error


def _open(folder: Path, synchronous: str) -> Engine:
    # -- a Ctrl-C that falls into the closing of a connection is raised all the same, and needs no traceback
    logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())
    with named_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{folder / 'devflow.db'}")

        @listens_for(engine, "connect")
        def _settings(connection: Any, _record: object) -> None:
            # -- kill -9 and power loss leave either the old state or the new one
            for pragma in (
                "busy_timeout = 30000",
                "journal_mode = WAL",
                f"synchronous = {synchronous}",
                "foreign_keys = ON",
            ):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def _run(row: Mapping[str, Any]) -> Run:
    values = {name: row[name] for name in Run.__dataclass_fields__}
    values["state"] = RunState(row["state"])
    values["ticket"] = Ticket.model_validate_json(row["ticket"])
    values["pins"] = json.loads(row["pins"])
    values["pause"] = Pause.read(row["pause"])
    return Run(**values)
