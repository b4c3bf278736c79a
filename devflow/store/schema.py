"""The tables of the store, as they stand after the last migration."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache

TABLES = (
    """
    CREATE TABLE runs (
        id TEXT NOT NULL PRIMARY KEY,
        created REAL NOT NULL,  -- seconds since the epoch
        updated REAL NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        code TEXT NOT NULL,  -- of the error or pause that ended it
        ticket TEXT NOT NULL,  -- the handoff, as JSON
        title TEXT NOT NULL,
        base TEXT NOT NULL,
        pins TEXT NOT NULL,  -- version, configuration and templates of the run, as JSON
        branch TEXT NOT NULL,
        head TEXT NOT NULL,  -- the commit shown for review
        judged_by TEXT NOT NULL,
        judged_at REAL,
        verdict_note TEXT NOT NULL,
        pause TEXT NOT NULL DEFAULT ''  -- what it waits for, as JSON
    )
    """,
    """
    CREATE TABLE receipts (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES runs (id),
        step TEXT NOT NULL,
        digest TEXT NOT NULL,
        inputs TEXT NOT NULL,  -- the digest's parts by name, as JSON
        kind TEXT NOT NULL,  -- the handoff's type
        handoff TEXT NOT NULL,  -- as JSON
        started REAL NOT NULL,
        seconds REAL NOT NULL
    )
    """,
    """
    CREATE TABLE calls (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES runs (id),
        step TEXT NOT NULL,
        request TEXT NOT NULL,
        state TEXT NOT NULL,
        call TEXT NOT NULL  -- as JSON
    )
    """,
    """
    CREATE TABLE decisions (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES runs (id),
        kind TEXT NOT NULL,  -- note, permit, accept, words, budget
        step TEXT NOT NULL,
        text TEXT NOT NULL,
        "by" TEXT NOT NULL,
        at REAL NOT NULL
    )
    """,
    """
    CREATE TABLE events (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES runs (id),
        at REAL NOT NULL,
        step TEXT NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL
    )
    """,
)
# -- what a run has many rows of, oldest first by their numbers
PARTS = ("receipts", "calls", "decisions", "events")
INDEXES = tuple(f"CREATE INDEX ix_{part}_run ON {part} (run)" for part in PARTS)


@dataclass(frozen=True)
class Column:
    """What a column may hold."""

    type: str
    """TEXT, REAL or INTEGER."""
    nullable: bool
    default: bool
    """Whether a row may leave it out."""


@cache
def columns(table: str) -> Mapping[str, Column]:
    """The columns of a table by name, as the database itself understands them."""
    with closing(sqlite3.connect(":memory:")) as database:
        for statement in TABLES:
            database.execute(statement)
        told = database.execute(f"PRAGMA table_info({table})")
        return {name: Column(kind, not needed, said is not None) for _, name, kind, needed, said, _ in told}
