"""Why a file is ranked where it is, in words that a person can check: the signals that weighed most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest

from devflow.index.asking.query import Query
from devflow.index.ranking.signals import Signals
from devflow.index.reading.words import listed, stem

_MOST = 3
_LEAST = 0.15
_WORDS = 3
_BESIDE_THE_BEST = 0.4
"""A word is told beside the most telling one where it gives at least this share of it."""
_SHORTEST = 3
# -- what is to be done, or that something is wrong, tells no file from another
_OF_THE_TASK = frozenset(
    map(
        stem,
        listed(
            """
            fix bug issue problem regression error fail failure broken wrong incorrect typo misspelled
            add update change remove rename improve implement support allow make ensure handle correct
            clarify rewrite please need want expected actual result example version readme documentation docs
            """
        ),
    )
)
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
    "told": "what was said of its past changes has the ticket's words",
    "with_tests": "changed together with tests that match",
}


def reasons(signals: Signals, query: Query, path: str, weights: Mapping[str, float]) -> tuple[str, ...]:
    """The few reasons that weighed most, each once."""
    said: dict[str, float] = {}
    for name, weight in weights.items():
        value = weight * signals.by_name.get(name, {}).get(path, 0.0)
        words = _told(signals, query, path, name) if value > 0 else ""
        if words:
            said[words] = max(said.get(words, 0.0), value)
    best = nlargest(_MOST, said.items(), key=lambda pair: pair[1])
    return tuple(words for words, value in best if value >= _LEAST)


def speaks_of(given: Sequence[tuple[float, str]], query: Query) -> str:
    """The words that say most for a file, as the ticket writes them; `given` is what each gave."""
    endings = {path.rpartition(".")[2].lower() for path in query.paths}
    known = [(value, word) for value, word in given if _tells(word, endings)]
    # -- what stands in longer names only reads oddly alone
    telling = [(value, word) for value, word in known if word in query.spelled] or known
    words: list[str] = []
    for value, word in telling:
        if len(words) == _WORDS or value < _BESIDE_THE_BEST * telling[0][0]:
            break
        if not any(word in other or other in word for other in words):
            words.append(word)
    return "speaks of " + ", ".join(f"“{query.spelled.get(word, word)}”" for word in words) if words else ""


def _tells(word: str, endings: set[str]) -> bool:
    return len(word) >= _SHORTEST and not word.isdigit() and word not in _OF_THE_TASK and word not in endings


def _told(signals: Signals, query: Query, path: str, name: str) -> str:
    if name in ("words", "chunk", "chunks", "title_chunk", "prose_chunk"):
        return speaks_of(signals.chunks.telling(signals.slots[path]), query)
    if name in ("defines", "symbols"):
        names = signals.defined.get(path, [])[:_MOST]
        return "defines " + ", ".join(f"`{query.spelled.get(one, one)}`" for one in names) if names else ""
    if name == "history":
        commit = signals.commits.get(path, "")
        return f"changed in {commit[:10]}, a commit with the ticket's words" if commit else ""
    if name == "cited":
        commit = signals.cited.get(path, "")
        return f"changed in {commit[:10]}, which the ticket cites" if commit else ""
    return _PLAIN.get(name, "")
