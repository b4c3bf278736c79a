"""The inverted lists of one batch of blobs, packed into few byte strings that are cheap to search."""

from __future__ import annotations

import struct
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

BUCKETS = 1024
_MOST_TIMES = 255
_SHIFT = 8
"""A posting is one number: the chunk's, shifted, and below it how often."""
_HEAD = struct.Struct("<I")


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
    lists: defaultdict[str, list[int]] = defaultdict(list)
    number = 0
    for doc in docs:
        chunks_by_doc.append(len(doc))
        for counts in doc:
            lengths.append(sum(counts.values()))
            code = number << _SHIFT
            for key, count in counts.items():
                lists[key].append(code + count if count < _MOST_TIMES else code + _MOST_TIMES)
            number += 1
    keys: defaultdict[int, list[str]] = defaultdict(list)
    for key in lists:
        keys[bucket(key)].append(key)
    buckets = {number: _pack_bucket({key: lists[key] for key in held}) for number, held in keys.items()}
    return Packed(chunks_by_doc, lengths, buckets)


def _pack_bucket(lists: Mapping[str, Sequence[int]]) -> bytes:
    names = "\n".join(lists).encode()
    counts = array("I", map(len, lists.values()))
    body = array("I")
    for codes in lists.values():
        body.extend(codes)
    return _HEAD.pack(len(names)) + names + counts.tobytes() + body.tobytes()


def find(data: bytes, keys: Iterable[str] | None) -> dict[str, array[int]]:
    """The packed postings of those keys that a bucket holds; of all with None."""
    (size,) = _HEAD.unpack_from(data)
    start = _HEAD.size + size
    names = data[_HEAD.size : start].decode().split("\n")
    counts = array("I", data[start : start + 4 * len(names)])
    body = start + 4 * len(names)
    found = {}
    for key in names if keys is None else keys:
        if key in names:
            place = names.index(key)
            at = body + 4 * sum(counts[:place])
            found[key] = array("I", data[at : at + 4 * counts[place]])
    return found


def postings(codes: array[int]) -> Iterable[tuple[int, int]]:
    """Chunk numbers, rising, and how often the key stands in each."""
    return ((code >> _SHIFT, code & _MOST_TIMES) for code in codes)


def join(parts: Sequence[tuple[int, bytes]]) -> bytes:
    """One bucket out of several; each comes with what is added to its chunk numbers, rising."""
    lists: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for base, data in parts:
        for key, codes in find(data, None).items():
            lists[key].extend([code + (base << _SHIFT) for code in codes])
    return _pack_bucket(lists)
