"""Recorded cases of localisation: what the index ranks for a ticket, and what it would show of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from devflow.git.objects import Objects
from devflow.index import Index

_RANKED = 50


def measure(
    cases: Sequence[dict[str, Any]], mirrors: Path, folder: Path, budgets: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """A row for each case, as `devflow bench localisation` writes them; the indexes are kept in `folder`.

    Cases of one repository follow each other, so that its index is made once.
    """
    name, index = "", None
    for case in cases:
        if index is None or case["fetch"] != name:
            name = case["fetch"]
            place = name.replace("/", "+")
            index = Index(folder / place, Objects(mirrors / place / "repo"))
        commit, ticket = case["base_commit"], case["ticket"]
        started = time.perf_counter()
        index.update(commit)
        indexed = time.perf_counter()
        ranked = index.rank(commit, ticket, limit=_RANKED)
        asked = time.perf_counter()
        row: dict[str, Any] = {
            "id": case["id"],
            "ranked_files": [file.path for file in ranked],
            "index_s": round(indexed - started, 4),
            "query_s": round(asked - indexed, 4),
        }
        for budget in budgets:
            context = index.pack(commit, ticket, ranked, budget)
            snippets = [[each.path, each.first_line, each.last_line] for each in context.snippets]
            row.setdefault("packs", {})[budget] = {"tokens": context.tokens, "snippets": snippets}
        yield row
