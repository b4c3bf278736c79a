"""Changes of the store's schema: named functions in order, each in one transaction with its record."""

from __future__ import annotations

import time
from collections.abc import Callable
from sqlite3 import Connection

from devflow.errors import StoreError
from devflow.store import schema
from devflow.store.database import Database, insert


def m001_first_tables(connection: Connection) -> None:
    """Runs, receipts, calls, decisions and events."""
    for statement in (*schema.TABLES, *schema.INDEXES):
        connection.execute(statement)


def m002_pauses(connection: Connection) -> None:
    """What a paused run waits for; answers bear the step that asked, which was always the review."""
    if "pause" not in {column["name"] for column in connection.execute("PRAGMA table_info(runs)")}:
        connection.execute("ALTER TABLE runs ADD COLUMN pause TEXT NOT NULL DEFAULT ''")
    connection.execute(
        "UPDATE decisions SET step = 'review' WHERE kind IN ('permit', 'accept') AND step = ''"
    )


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (m001_first_tables, m002_pauses)


def migrate(database: Database) -> None:
    """Bring the store to this version's schema; safe for processes that start at once.

    Raises:
        StoreError: the store was written by a newer devflow (E_STATE_VERSION).
    """
    known = [migration.__name__ for migration in MIGRATIONS]
    with database.begin() as connection:
        if _applied(connection) == known:
            return
        # -- the write lock first: what another process is doing now is seen as done
        connection.execute("BEGIN IMMEDIATE")
        done = _applied(connection)
        if unknown := sorted(set(done) - set(known)):
            message = f"The store was written by a newer devflow (it holds {', '.join(unknown)})."
            raise StoreError(message, "Upgrade devflow.", code="E_STATE_VERSION")
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at REAL NOT NULL)")
        for migration in MIGRATIONS[len(done) :]:
            migration(connection)
            insert(connection, "migrations", {"name": migration.__name__, "at": time.time()})


def _applied(connection: Connection) -> list[str]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone():
        return []
    return [row["name"] for row in connection.execute("SELECT name FROM migrations ORDER BY name")]
