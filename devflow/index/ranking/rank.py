"""The files a ticket needs, best first: a weighted sum of signals, and the reasons that weighed most."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest

from devflow.handoffs import RankedFile
from devflow.index.asking.query import Query
from devflow.index.ranking.signals import Signals

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
_REASONS = 3
_LEAST = 0.15


def rank(
    signals: Signals, query: Query, limit: int, weights: Mapping[str, float] = WEIGHTS
) -> tuple[RankedFile, ...]:
    """The first `limit` candidates with scores and reasons; what nothing speaks for is left out."""
    totals: dict[str, float] = dict.fromkeys(signals.paths, 0.0)
    for name, weight in weights.items():
        for path, value in signals.by_name.get(name, {}).items():
            totals[path] += weight * value
    best = nlargest(limit, totals.items(), key=lambda pair: (pair[1], pair[0]))
    return tuple(
        RankedFile(path=path, score=round(value, 4), reasons=_reasons(signals, query, path, weights))
        for path, value in best
        if value > 0
    )


def _reasons(signals: Signals, query: Query, path: str, weights: Mapping[str, float]) -> tuple[str, ...]:
    given = {name: weight * signals.by_name.get(name, {}).get(path, 0.0) for name, weight in weights.items()}
    said: dict[str, float] = {}
    for name, value in given.items():
        words = _words(signals, query, path, name)
        if words and value > 0:
            said[words] = max(said.get(words, 0.0), value)
    kept = [
        words
        for words, value in nlargest(_REASONS, said.items(), key=lambda pair: pair[1])
        if value >= _LEAST
    ]
    return tuple(kept)


def _words(signals: Signals, query: Query, path: str, name: str) -> str:
    if name in ("words", "chunk", "chunks", "title_chunk", "prose_chunk"):
        word = signals.chunks.best.get(signals.slots[path], (0.0, ""))[1]
        return f"speaks of “{query.spelled.get(word, word)}”" if word else ""
    if name in ("defines", "symbols"):
        names = signals.defined.get(path, [])[:_REASONS]
        return "defines " + ", ".join(f"`{one}`" for one in names) if names else ""
    if name == "history":
        commit = signals.commits.get(path, "")
        return f"changed in {commit[:10]}, a commit with the ticket's words" if commit else ""
    if name == "cited":
        commit = signals.cited.get(path, "")
        return f"changed in {commit[:10]}, which the ticket cites" if commit else ""
    return _PLAIN.get(name, "")


_PLAIN = {
    "named": "named in the ticket",
    "frames": "named in the traceback",
    "modules": "named as a module",
    "stem": "its name has the ticket's words",
    "folder": "its folder has the ticket's words",
    "scope": "in the part that the title names",
    "around": "beside files that match",
    "uses": "uses what the ticket names",
    "together": "changed together with files that match",
    "with_tests": "changed together with tests that match",
}
