"""The store's database: SQLite in one file, its connections kept for the next transaction."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from devflow.errors import StoreError

Durability = Literal["FULL", "NORMAL"]
_FILE = "devflow.db"
_WAIT = 30_000
"""Milliseconds for which a transaction waits for that of another process."""


class Database:
    """Transactions on one database file, from any thread."""

    def __init__(self, folder: Path, durability: Durability) -> None:
        self._folder = folder
        self._durability = durability
        self._idle: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._idle)

    @contextmanager
    def begin(self) -> Iterator[sqlite3.Connection]:
        """A transaction: kept when its block ends, undone when that raises.

        Raises:
            StoreError: the database is damaged (E_STATE_CORRUPT), or cannot be read or written.
        """
        with named_faults(self._folder):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect()
            try:
                with connection:
                    yield connection
            finally:
                self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        self._folder.mkdir(parents=True, exist_ok=True)
        # -- each connection serves one transaction at a time, but not always of the same thread
        connection = sqlite3.connect(self._folder / _FILE, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        for pragma in (
            f"busy_timeout = {_WAIT}",
            # -- kill -9 and power loss leave either the old state or the new one
            "journal_mode = WAL",
            f"synchronous = {self._durability}",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Add a row, its values by column; gives its number."""
    columns, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    done = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)
    return done.lastrowid or 0


@contextmanager
def named_faults(folder: Path) -> Iterator[None]:
    """Turn what the database or the file system says into a StoreError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        message = f"The store in {folder} cannot be used: {error}."
        raise StoreError(message, "Is the disk full, or the folder not yours to write?") from error
    except sqlite3.DatabaseError as error:
        hint = f"Move {folder / _FILE} away; branches that devflow made are not in it and stay."
        raise StoreError(f"The store is damaged: {error}.", hint, code="E_STATE_CORRUPT") from error
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"The store in {folder} cannot be used: {error}.") from error


def _close(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()
