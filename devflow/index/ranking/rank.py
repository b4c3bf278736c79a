"""The files a ticket needs, best first: a weighted sum of signals."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest

from devflow.handoffs import RankedFile
from devflow.index.asking.query import Query
from devflow.index.ranking.reasons import reasons
from devflow.index.ranking.search import Search

# -- fitted on 272 tickets of 34 repositories by a listwise logistic loss, each repository held out in turn
#    (docs/localisation.md tells how, and what each signal gives)
WEIGHTS: Mapping[str, float] = {
    "chunk": 1.2,
    "symbols": 1.15,
    "chunks": 1.05,
    "words": 0.9,
    "folder": 0.9,
    "prose_chunk": 0.8,
    "with_tests": 0.7,
    "history": 0.65,
    "around": 0.55,
    "title_chunk": 0.55,
    "imported": 0.5,
    "cited": 0.45,
    "together": 0.45,
    "breadth": 0.45,
    "named": 0.4,
    "frames": 0.35,
    "modules": 0.25,
    "stem": 0.25,
    "defines": 0.25,
    "uses": 0.25,
    "scope": 0.15,
    "vendored": -0.15,
    "aside": -0.4,
    "plain": -0.6,
    "recent": -0.4,
}
# -- what is added where a ticket has a few words, by how few: then the past and the names of files say more
#    than the text of the code; fitted on 253 short messages of 39 other repositories
BRIEF: Mapping[str, float] = {
    "told": 1.3,
    "recent": 0.7,
    "scope": 0.55,
    "stem": 0.35,
    "history": 0.2,
    "symbols": -0.6,
    "chunk": -0.75,
}
_AGE = "recent"


def weights_for(query: Query) -> dict[str, float]:
    """The weight of each signal for this ticket."""
    names = (*WEIGHTS, *BRIEF) if query.brevity else WEIGHTS
    return {name: WEIGHTS.get(name, 0.0) + query.brevity * BRIEF.get(name, 0.0) for name in names}


def rank(search: Search, limit: int) -> tuple[RankedFile, ...]:
    """The first `limit` candidates with scores and reasons; what nothing speaks for is left out."""
    signals, query = search.signals, search.query
    weights = weights_for(query)
    totals: dict[str, float] = dict.fromkeys(signals.slots, 0.0)
    for name, weight in weights.items():
        if name != _AGE:
            for path, value in signals.by_name.get(name, {}).items():
                totals[path] += weight * value
    # -- age weighs what something else speaks for: alone it is no reason
    for path, value in signals.by_name.get(_AGE, {}).items():
        if totals[path] > 0:
            totals[path] += weights[_AGE] * value
    best = nlargest(limit, totals.items(), key=lambda pair: (pair[1], pair[0]))
    # -- a person is told what says most in itself, however few the words
    telling = {**weights, **WEIGHTS}
    return tuple(
        RankedFile(path=path, score=round(value, 4), reasons=reasons(signals, query, path, telling))
        for path, value in best
        if value > 0
    )
