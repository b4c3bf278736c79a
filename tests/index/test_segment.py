"""What is packed is found again, in one segment or in several joined."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from devflow.index.keeping.segment import Packed, bucket, find, join, pack, postings

KEYS = st.text(alphabet="abcü=_", min_size=1, max_size=3)
COUNTS = st.dictionaries(KEYS, st.integers(1, 400), max_size=6).map(Counter)
DOCS = st.lists(st.lists(COUNTS, max_size=3), max_size=5)


def look_up(packed: Packed, key: str) -> list[tuple[int, int]]:
    data = packed.buckets.get(bucket(key))
    found = find(data, [key]).get(key) if data else None
    return list(postings(found)) if found is not None else []


def expected(docs: list[list[Counter[str]]], key: str) -> list[tuple[int, int]]:
    chunks = [counts for doc in docs for counts in doc]
    return [(number, min(counts[key], 255)) for number, counts in enumerate(chunks) if key in counts]


@given(DOCS)
def test_every_key_is_found_where_it_stands(docs: list[list[Counter[str]]]) -> None:
    packed = pack(docs)
    for key in {key for doc in docs for counts in doc for key in counts} | {"absent"}:
        assert look_up(packed, key) == expected(docs, key)


@given(DOCS, DOCS)
def test_joined_segments_hold_what_both_held(
    one: list[list[Counter[str]]], other: list[list[Counter[str]]]
) -> None:
    first, second = pack(one), pack(other)
    for number in first.buckets.keys() & second.buckets.keys():
        both = join([(0, first.buckets[number]), (len(first.lengths), second.buckets[number])])
        for key in find(both, None):
            assert list(postings(find(both, [key])[key])) == expected([*one, *other], key)
