"""What the index keeps and how it is found again: documents, segments with their lists, trees."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow.index.keeping.base import Base
from devflow.index.keeping.segment import BUCKETS, Packed, bucket, find, join

VERSION = 5
"""Raised with every change of what is kept or of how words are cut."""
KINDS = ("source", "test", "commit", "document")
_TREES_KEPT = 48
_MOST_SEGMENTS = 32
_SCHEMA = """
CREATE TABLE docs (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
CREATE TABLE segments (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, docs BLOB NOT NULL,
                       chunks BLOB NOT NULL, lengths BLOB NOT NULL);
CREATE TABLE postings (place INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE trees (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, docs BLOB NOT NULL,
                    paths TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Segment:
    """The tables of one segment; `docs` holds 0 where another segment has the document."""

    id: int
    docs: array[int]
    chunks: array[int]
    """By document: how many chunks it has."""
    lengths: array[int]
    """By chunk: how many words it has."""


class Shelf:
    """The kept index of one repository; every method may be called by several processes at once.

    Raises:
        StoreError: from any method, when the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._base = Base(folder / "index.db", _SCHEMA, VERSION)
        self._base.run(lambda base: base.execute("SELECT 1 FROM segments LIMIT 1").fetchone())

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        self._base.close()

    # -- reading

    def doc_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """The numbers of those documents that are kept, by key."""

        def read(base: sqlite3.Connection) -> dict[str, int]:
            found = {}
            for key in keys:
                row = base.execute("SELECT id FROM docs WHERE key = ?", (key,)).fetchone()
                if row:
                    found[key] = int(row[0])
            return found

        return self._base.run(read)

    def keys(self, docs: Iterable[int]) -> dict[int, str]:
        """The keys of documents, by number."""
        return self._column("SELECT id, key FROM docs WHERE id = ?", docs)

    def records(self, docs: Iterable[int]) -> dict[int, str]:
        """The records of documents, by number."""
        return self._column("SELECT id, record FROM docs WHERE id = ?", docs)

    def _column(self, query: str, docs: Iterable[int]) -> dict[int, str]:
        wanted = tuple(docs)

        def read(base: sqlite3.Connection) -> dict[int, str]:
            rows = (base.execute(query, (doc,)).fetchone() for doc in wanted)
            return {row[0]: row[1] for row in rows if row}

        return self._base.run(read)

    def segments(self, kind: str) -> list[Segment]:
        """Every segment of a kind, oldest first."""

        def read(base: sqlite3.Connection) -> list[Segment]:
            rows = base.execute(
                "SELECT id, docs, chunks, lengths FROM segments WHERE kind = ? ORDER BY id", (kind,)
            )
            return [Segment(row[0], *(array("I", column) for column in row[1:])) for row in rows]

        return self._base.run(read)

    def postings(self, kind: str, keys: Iterable[str]) -> dict[str, list[tuple[int, array[int]]]]:
        """By key, the segments that hold it and where."""
        wanted: defaultdict[int, list[str]] = defaultdict(list)
        for key in keys:
            wanted[bucket(key)].append(key)

        def read(base: sqlite3.Connection) -> dict[str, list[tuple[int, array[int]]]]:
            found: defaultdict[str, list[tuple[int, array[int]]]] = defaultdict(list)
            for number, names in sorted(wanted.items()):
                first = _place(kind, number, 0)
                rows = base.execute(
                    "SELECT place, data FROM postings WHERE place >= ? AND place < ?",
                    (first, first + (1 << 32)),
                )
                for place, data in rows:
                    for key, where in find(data, names).items():
                        found[key].append((place & 0xFFFFFFFF, where))
            return found

        return self._base.run(read)

    def tree(self, name: str) -> tuple[array[int], list[str]] | None:
        """What was kept under this name by `keep_tree`."""

        def read(base: sqlite3.Connection) -> tuple[array[int], list[str]] | None:
            row = base.execute("SELECT docs, paths FROM trees WHERE name = ?", (name,)).fetchone()
            return (array("I", row[0]), row[1].split("\0") if row[1] else []) if row else None

        return self._base.run(read)

    def last_tree(self, ending: str) -> str:
        """The name, without its ending, of what `keep_tree` kept last under such a name; empty for none."""
        # -- the plain names are commit ids, which hold no colon
        chosen = "substr(name, -length(?1)) = ?1" if ending else "name NOT LIKE '%:%' AND ?1 = ''"
        query = f"SELECT name FROM trees WHERE {chosen} ORDER BY id DESC LIMIT 1"  # noqa: S608 -- ours

        def read(base: sqlite3.Connection) -> str:
            row = base.execute(query, (ending,)).fetchone()
            return str(row[0]).removesuffix(ending) if row else ""

        return self._base.run(read)

    def count(self) -> int:
        """How many documents are kept, of whatever commit."""
        return self._base.run(lambda base: int(base.execute("SELECT count(*) FROM docs").fetchone()[0]))

    def stamp(self) -> int:
        """A number that changes when another process has written."""
        return self._base.run(lambda base: int(base.execute("PRAGMA data_version").fetchone()[0]))

    # -- writing

    def add(self, kind: str, keys: Sequence[str], records: Sequence[str], packed: Packed) -> None:
        """Keep a segment, in one transaction; documents that are kept already stay as they are."""

        def write(base: sqlite3.Connection) -> None:
            docs = array("I")
            for key, record in zip(keys, records, strict=True):
                done = base.execute("INSERT OR IGNORE INTO docs (key, record) VALUES (?, ?)", (key, record))
                docs.append(done.lastrowid or 0 if done.rowcount == 1 else 0)
            if not any(docs):
                return
            segment = _insert(base, kind, docs, packed.chunks_by_doc, packed.lengths)
            rows = ((_place(kind, number, segment), data) for number, data in sorted(packed.buckets.items()))
            base.executemany("INSERT INTO postings (place, data) VALUES (?, ?)", rows)

        self._base.transact(write)

    def merge(self, kind: str) -> None:
        """Join the smaller segments of a kind when there are many, so that a search reads few lists."""

        def write(base: sqlite3.Connection) -> None:
            rows = base.execute("SELECT id, length(lengths) FROM segments WHERE kind = ?", (kind,)).fetchall()
            if len(rows) > _MOST_SEGMENTS:
                small = sorted(rows, key=lambda row: (row[1], row[0]))[: 1 - _MOST_SEGMENTS // 2]
                _join_segments(base, kind, sorted(row[0] for row in small))

        self._base.transact(write)

    def keep_tree(self, name: str, docs: array[int], paths: Sequence[str]) -> None:
        """Keep which documents a commit holds and under which paths; the oldest such are forgotten."""

        def write(base: sqlite3.Connection) -> None:
            base.execute("DELETE FROM trees WHERE name = ?", (name,))
            row = (name, docs.tobytes(), "\0".join(paths))
            done = base.execute("INSERT INTO trees (name, docs, paths) VALUES (?, ?, ?)", row)
            base.execute("DELETE FROM trees WHERE id <= ?", ((done.lastrowid or 0) - _TREES_KEPT,))

        self._base.transact(write)

    def clear(self) -> None:
        """Forget everything, in one transaction."""

        def write(base: sqlite3.Connection) -> None:
            for table in ("docs", "segments", "postings", "trees"):
                base.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of ours

        self._base.transact(write)


def _join_segments(base: sqlite3.Connection, kind: str, segments: Sequence[int]) -> None:
    docs, chunks, lengths = array("I"), array("I"), array("I")
    starts = {}
    for segment in segments:
        row = base.execute("SELECT docs, chunks, lengths FROM segments WHERE id = ?", (segment,)).fetchone()
        starts[segment] = len(lengths)
        for table, column in zip((docs, chunks, lengths), row, strict=True):
            table.frombytes(column)
        base.execute("DELETE FROM segments WHERE id = ?", (segment,))
    joined = _insert(base, kind, docs, chunks, lengths)
    for number in range(BUCKETS):
        parts = []
        for segment, start in starts.items():
            row = base.execute(
                "SELECT data FROM postings WHERE place = ?", (_place(kind, number, segment),)
            ).fetchone()
            if row:
                parts.append((start, row[0]))
                base.execute("DELETE FROM postings WHERE place = ?", (_place(kind, number, segment),))
        if parts:
            place = _place(kind, number, joined)
            base.execute("INSERT INTO postings (place, data) VALUES (?, ?)", (place, join(parts)))


def _insert(
    base: sqlite3.Connection, kind: str, docs: array[int], chunks: array[int], lengths: array[int]
) -> int:
    tables = (docs.tobytes(), chunks.tobytes(), lengths.tobytes())
    statement = "INSERT INTO segments (kind, docs, chunks, lengths) VALUES (?, ?, ?, ?)"
    return base.execute(statement, (kind, *tables)).lastrowid or 0


def _place(kind: str, number: int, segment: int) -> int:
    return ((KINDS.index(kind) * BUCKETS + number) << 32) | segment
