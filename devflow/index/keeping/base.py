"""The SQLite file under the index: opened late, used in whole transactions, thrown away when it is broken."""

from __future__ import annotations

import sqlite3
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from devflow.errors import StoreError

_WAIT_SECONDS = 30.0
_OURS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_T = TypeVar("_T")


class Base:
    """One file with a schema of one version; several processes may use it at once.

    Raises:
        StoreError: from any method, when the file cannot be read or written.
    """

    def __init__(self, path: Path, schema: str, version: int) -> None:
        self._path, self._schema, self._version = path, schema, version
        # -- several candidates are asked for at once, and SQLite's connections do not cross threads
        self._opened = threading.local()
        with _told():
            path.parent.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        """Let go of the file in this thread; the next call opens it again."""
        if (base := getattr(self._opened, "base", None)) is not None:
            base.close()
            self._opened.base = None

    def transact(self, write: Callable[[sqlite3.Connection], None]) -> None:
        """Do the writing in one transaction: all of it is kept, or nothing."""

        def whole(base: sqlite3.Connection) -> None:
            base.execute("BEGIN IMMEDIATE")
            try:
                write(base)
                base.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    base.execute("ROLLBACK")
                raise

        self.run(whole)

    def run(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do it; when the file turns out to be broken, throw it away and do it once more on a new one."""
        with _told():
            try:
                return work(self._open())
            except (sqlite3.DatabaseError, struct.error, ValueError) as error:
                if not _broken(error):
                    raise
            self._discard()
            return work(self._open())

    def _open(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._opened, "base", None)
        if known is None:
            base = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
            try:
                base.execute("PRAGMA journal_mode = WAL")
                base.execute("PRAGMA synchronous = NORMAL")
                base.execute("PRAGMA trusted_schema = OFF")
                if base.execute("PRAGMA user_version").fetchone()[0] != self._version:
                    self._renew(base)
            except BaseException:
                base.close()
                raise
            self._opened.base = known = base
        return known

    def _discard(self) -> None:
        self.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _renew(self, base: sqlite3.Connection) -> None:
        """Make the tables anew, unless another process has just done so."""
        base.execute("BEGIN IMMEDIATE")
        if base.execute("PRAGMA user_version").fetchone()[0] != self._version:
            for (name,) in base.execute(_OURS).fetchall():
                base.execute('DROP TABLE "{}"'.format(name.replace('"', '""')))
            for statement in self._schema.split(";"):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {self._version}")
        base.execute("COMMIT")


def _broken(error: Exception) -> bool:
    if not isinstance(error, sqlite3.DatabaseError):
        # -- a row that cannot be read as what was written
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return "no such table" in str(error) or "no such column" in str(error)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"The index cannot be read or written: {error}.",
            "Free some disk space, or delete devflow/index in the git directory: it is made again.",
            code="E_INDEX",
        ) from error
