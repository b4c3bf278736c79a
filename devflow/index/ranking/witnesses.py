"""What is not ranked itself but speaks for what is: past commits and tests that match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from heapq import nlargest
from itertools import islice
from math import sqrt

from devflow.index.asking.query import Query
from devflow.index.keeping.catalog import NUMBER, Catalog
from devflow.index.ranking.bm25 import score
from devflow.index.ranking.links import together

_SIMILAR_COMMITS = 60
_OF_A_NUMBER = 10
"""Commits that are followed of one number."""
_TESTS = 8


def similar(
    catalog: Catalog, commit: str, query: Query, paths: Collection[str]
) -> tuple[dict[str, float], dict[str, str]]:
    """By path: how much the past commits with the ticket's words touched it, and the most similar of them."""
    view = catalog.view(commit, "commit")
    scores = score(view, query.words).docs
    best = nlargest(_SIMILAR_COMMITS, scores.items(), key=lambda pair: (pair[1], -pair[0]))
    touched = catalog.touched([view.docs[slot] for slot, _ in best])
    votes: defaultdict[str, float] = defaultdict(float)
    commits: dict[str, str] = {}
    for slot, value in best:
        known = [path for path in touched.get(view.docs[slot], ()) if path in paths]
        for path in known:
            votes[path] += value * value / (1 + len(known))
            commits.setdefault(path, view.paths[slot][0])
    return votes, commits


def cited(
    catalog: Catalog, commit: str, query: Query, paths: Collection[str]
) -> tuple[dict[str, float], dict[str, str]]:
    """By path: whether a commit touched it that the ticket names, by its id or by a number in its message."""
    view = catalog.view(commit, "commit")
    slots: dict[int, None] = {}
    if query.commits:
        wanted = tuple(query.commits)
        slots |= dict.fromkeys(slot for slot, held in enumerate(view.paths) if held[0].startswith(wanted))
    for hits in view.hits([NUMBER + number for number in query.numbers]).values():
        slots |= dict.fromkeys(islice(hits.slots, _OF_A_NUMBER))
    touched = catalog.touched([view.docs[slot] for slot in slots])
    votes: defaultdict[str, float] = defaultdict(float)
    commits: dict[str, str] = {}
    for slot in slots:
        changed = touched.get(view.docs[slot], ())
        for path in changed:
            if path in paths:
                votes[path] += 1 / sqrt(len(changed))
                commits.setdefault(path, view.paths[slot][0])
    return votes, commits


def lately(catalog: Catalog, commit: str) -> dict[str, float]:
    """By path: how lately it was changed, and how often."""
    recent: defaultdict[str, float] = defaultdict(float)
    for age, changed in enumerate(catalog.changes(commit)):
        for path in changed:
            recent[path] += 1 / (50 + age)
    return recent


def tested(catalog: Catalog, commit: str, query: Query) -> dict[str, float]:
    """By path: what changed together with the tests that match the title best."""
    view = catalog.view(commit, "test")
    scores = score(view, query.title_words).docs
    best = nlargest(_TESTS, scores.items(), key=lambda pair: (pair[1], -pair[0]))
    seeds = {
        path: (value / best[0][1]) ** 2 / (1 + place / 2)
        for place, (slot, value) in enumerate(best)
        for path in view.paths[slot]
    }
    return together(catalog.changes(commit), seeds)
