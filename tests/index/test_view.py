"""A commit's documents laid out for scoring."""

from __future__ import annotations

from array import array
from collections import Counter
from pathlib import Path

from devflow.index.keeping.segment import pack
from devflow.index.keeping.shelf import Shelf
from devflow.index.keeping.view import View

DOCS, CHUNKS = 2_600, 20


def test_a_word_that_is_nearly_everywhere_is_left_out_of_what_tells_and_found_when_it_is_asked_for(
    tmp_path: Path,
) -> None:
    shelf = Shelf(tmp_path)
    rare = [Counter({"everywhere": 1, f"rare{doc}": 2}) for doc in range(DOCS)]
    counts = [[rare[doc], *[Counter({"everywhere": 1})] * (CHUNKS - 1)] for doc in range(DOCS)]
    shelf.add("source", [f"key{doc}" for doc in range(DOCS)], ["{}"] * DOCS, pack(counts))
    ids = shelf.doc_ids(f"key{doc}" for doc in range(DOCS))
    view = View(shelf, "source", {doc: [f"{key}.py"] for key, doc in ids.items()})
    assert view.chunks == DOCS * CHUNKS
    assert view.doc_lengths == [CHUNKS + 2] * DOCS
    asked = ["everywhere", "rare7"]
    assert view.hits(asked, telling=True).keys() == {"rare7"}
    assert len(view.hits(asked)["everywhere"].slots) == DOCS * CHUNKS


def test_in_a_small_repository_every_word_tells(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("source", ["a", "b"], ["{}", "{}"], pack([[Counter({"same": 1})], [Counter({"same": 3})]]))
    docs = array("I", sorted(shelf.doc_ids(["a", "b"]).values()))
    view = View(shelf, "source", {docs[0]: ["a.py"], docs[1]: ["b.py"]})
    assert view.hits(["same"], telling=True)["same"].times == [1, 3]
