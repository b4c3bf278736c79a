"""The documents of a commit that a ticket's words mean; they are read when a ticket asks for documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest

from devflow.handoffs import RankedFile
from devflow.index.asking.query import Query
from devflow.index.keeping.view import View
from devflow.index.ranking.bm25 import score
from devflow.index.ranking.reasons import speaks_of
from devflow.index.ranking.search import Search
from devflow.index.reading.kinds import is_changelog, vendored
from devflow.index.reading.words import identifiers, listed, parts, stem

_IN_TITLE, _IN_NAME = 1.5, 1.0
_SHARE_OF_BEST = 0.6
# -- what says that documents are meant, or what is wrong with one, is no word of theirs
_OF_THE_TASK = frozenset(
    map(
        stem,
        listed(
            """
            doc docs document documents documentation readme typo typos misspelled misspelling spelling guide
            fix update add mention describe describes describing correct clarify improve rewrite wrong wrongly
            outdated missing please should page section text changelog
            """
        ),
    )
)


def best_documents(search: Search, limit: int) -> tuple[RankedFile, ...]:
    """The best few documents, each with the word that says most for it."""
    view, query = search.view("document"), search.query
    words, title = _telling(query.words), _telling(query.title_words)
    found = score(view, words)
    totals: defaultdict[str, float] = defaultdict(float)
    for scores, weight in (
        (found.docs, 1.0),
        (_best(view, found.chunks), 1.0),
        (score(view, title).docs, _IN_TITLE),
    ):
        top = max(scores.values(), default=1.0)
        for slot, given in scores.items():
            for path in view.paths[slot]:
                totals[path] += weight * given / top
    for path in (one for held in view.paths for one in held):
        totals[path] += _IN_NAME * _shared(path, title)
        if vendored(path) or "examples" in path.split("/"):
            totals[path] /= 2
    # -- a changelog has every word: whoever means it says so
    candidates = [path for path in totals if not is_changelog(path)]
    best = nlargest(limit, candidates, key=lambda path: (totals[path], path))
    slots = {path: slot for slot, held in enumerate(view.paths) for path in held}
    least = totals[best[0]] * _SHARE_OF_BEST if best else 0.0
    return tuple(
        RankedFile(path, round(totals[path], 4), _why(found.telling(slots[path]), query))
        for path in best
        if totals[path] >= least and totals[path] > 0
    )


def _telling(words: Mapping[str, float]) -> dict[str, float]:
    return {word: weight for word, weight in words.items() if word not in _OF_THE_TASK}


def _best(view: View, chunks: Mapping[int, float]) -> dict[int, float]:
    """By slot: the score of its best chunk."""
    best: dict[int, float] = {}
    for chunk, given in chunks.items():
        slot = view.slots[chunk]
        best[slot] = max(best.get(slot, 0.0), given)
    return best


def _shared(path: str, words: Mapping[str, float]) -> float:
    """How much of a document's own name stands among the words."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    own = {word for each in identifiers(name.replace("-", " ")) for word in parts(each)}
    return len(own & words.keys()) / len(own) if own else 0.0


def _why(given: Sequence[tuple[float, str]], query: Query) -> tuple[str, ...]:
    said = speaks_of(given, query)
    return (said,) if said else ()
