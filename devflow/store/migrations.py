"""Changes of the store's schema: named functions in order, each in one transaction with its record."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, text

from devflow.errors import StoreError
from devflow.store import schema


def m001_first_tables(connection: Connection) -> None:
    """Runs, receipts, calls, decisions and events."""
    schema.metadata.create_all(connection)


def m002_pauses(connection: Connection) -> None:
    """What a paused run waits for; answers bear the step that asked, which was always the review."""
    if "pause" not in {column["name"] for column in inspect(connection).get_columns("runs")}:
        connection.execute(text("ALTER TABLE runs ADD COLUMN pause TEXT NOT NULL DEFAULT ''"))
    connection.execute(
        text("UPDATE decisions SET step = 'review' WHERE kind IN ('permit', 'accept') AND step = ''")
    )


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (m001_first_tables, m002_pauses)


def migrate(engine: Engine) -> None:
    """Bring the store to this version's schema; safe for processes that start at once.

    Raises:
        StoreError: the store was written by a newer devflow (E_STATE_VERSION).
    """
    known = [migration.__name__ for migration in MIGRATIONS]
    if _applied(engine) == known:
        return
    with engine.connect() as connection:
        # -- the write lock first: what another process is doing now is seen as done
        connection.execute(text("BEGIN IMMEDIATE"))
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at REAL NOT NULL)")
        )
        done = [row.name for row in connection.execute(text("SELECT name FROM migrations ORDER BY name"))]
        if unknown := sorted(set(done) - set(known)):
            connection.rollback()
            message = f"The store was written by a newer devflow (it holds {', '.join(unknown)})."
            raise StoreError(message, "Upgrade devflow.", code="E_STATE_VERSION")
        for migration in MIGRATIONS[len(done) :]:
            migration(connection)
            record = {"name": migration.__name__, "at": time.time()}
            connection.execute(text("INSERT INTO migrations (name, at) VALUES (:name, :at)"), record)
        connection.commit()


def _applied(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        exists = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'migrations'")).first()
        if not exists:
            return []
        return [row.name for row in connection.execute(text("SELECT name FROM migrations ORDER BY name"))]
