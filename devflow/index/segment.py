"""The inverted lists of one batch of blobs, packed into few byte strings that are cheap to search."""

from __future__ import annotations

import struct
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

BUCKETS = 1024
MOST_TIMES = 255
_HEAD = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one key stands: chunk numbers of one segment, rising, and how often in each."""

    chunks: Sequence[int]
    times: Sequence[int]


@dataclass(frozen=True, slots=True)
class Packed:
    """A segment ready to be kept."""

    chunks_by_doc: array[int]
    lengths: array[int]
    """By chunk: how many words it has."""
    buckets: dict[int, bytes]


def bucket(key: str) -> int:
    """The bucket that holds a key."""
    return crc32(key.encode()) % BUCKETS


def pack(docs: Iterable[Sequence[Counter[str]]]) -> Packed:
    """Invert the counts of each document's chunks; chunks are numbered through, from 0."""
    chunks_by_doc, lengths = array("I"), array("I")
    chunks: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    times: defaultdict[str, bytearray] = defaultdict(bytearray)
    number = 0
    for doc in docs:
        chunks_by_doc.append(len(doc))
        for counts in doc:
            lengths.append(sum(counts.values()))
            for key, count in counts.items():
                chunks[key].append(number)
                times[key].append(min(count, MOST_TIMES))
            number += 1
    buckets: defaultdict[int, list[str]] = defaultdict(list)
    for key in chunks:
        buckets[bucket(key)].append(key)
    packed = {
        number: _pack_bucket([(key, chunks[key], times[key]) for key in keys])
        for number, keys in buckets.items()
    }
    return Packed(chunks_by_doc, lengths, packed)


def _pack_bucket(rows: Sequence[tuple[str, array[int], bytearray]]) -> bytes:
    names = "\n".join(key for key, _, _ in rows).encode()
    counts = array("I", [len(found) for _, found, _ in rows])
    body = b"".join(found.tobytes() + bytes(often) for _, found, often in rows)
    return _HEAD.pack(len(names)) + names + counts.tobytes() + body


def find(data: bytes, keys: Iterable[str]) -> dict[str, Postings]:
    """The lists of those keys that a bucket holds."""
    (size,) = _HEAD.unpack_from(data)
    start = _HEAD.size + size
    names = data[_HEAD.size : start].decode().split("\n")
    counts = array("I", data[start : start + 4 * len(names)])
    body = start + 4 * len(names)
    found = {}
    for key in keys:
        if key in names:
            place = names.index(key)
            at, count = body + 5 * sum(counts[:place]), counts[place]
            times = data[at + 4 * count : at + 5 * count]
            found[key] = Postings(array("I", data[at : at + 4 * count]), times)
    return found
