"""What speaks for each file: every signal of a ticket on the files of a commit, each scaled to 0…1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import sqrt

from devflow.index.asking.query import Query
from devflow.index.keeping.catalog import Catalog
from devflow.index.keeping.view import View
from devflow.index.ranking.bm25 import Scores, rarity, score
from devflow.index.ranking.links import imported, together
from devflow.index.ranking.paths import PathWords, split, words_of
from devflow.index.ranking.places import Places
from devflow.index.ranking.told import told
from devflow.index.ranking.witnesses import cited, lately, similar, tested
from devflow.index.reading.digest import NAME
from devflow.index.reading.kinds import aside, vendored
from devflow.languages import grammar

_SEEDS = 5
_MOST_CANDIDATES = 5_000
# -- what decides which files' links are followed
_FIRST = {
    "chunk": 1.8,
    "chunks": 1.5,
    "symbols": 1.3,
    "title_chunk": 1.2,
    "words": 1.1,
    "history": 1.1,
    "named": 0.9,
}


@dataclass(slots=True)
class Signals:
    """Signals by name, each by path; and what the reasons are made of."""

    by_name: dict[str, dict[str, float]] = field(default_factory=dict)
    slots: dict[str, int] = field(default_factory=dict)
    """By path of each candidate: its document's slot."""
    chunks: Scores = field(default_factory=Scores)
    title: Scores = field(default_factory=Scores)
    """What the title's words alone give."""
    defined: dict[str, list[str]] = field(default_factory=dict)
    """By path: names of the ticket that the file defines, rarest first."""
    commits: dict[str, str] = field(default_factory=dict)
    """By path: the most similar past commit that touched it."""
    cited: dict[str, str] = field(default_factory=dict)
    """By path: a commit that the ticket cites and that touched it."""


def measure(catalog: Catalog, commit: str, query: Query) -> Signals:
    """Every signal for the source files of a commit; of a large one for those that have most of the words."""
    view = catalog.view(commit, "source")
    every = {path: slot for slot, paths in enumerate(view.paths) for path in paths}
    places = Places(list(every))
    found = Signals(chunks=score(view, query.words))
    found.by_name["named"] = places.named(query)
    found.by_name["frames"] = places.framed(query.frames)
    found.by_name["modules"] = places.modules(query.dotted)
    found.slots = candidates(every, found)
    _by_words(found, view, query)
    _by_names(found, view, query)
    _by_path(found, every, query)
    _by_witnesses(found, catalog, commit, query)
    _by_neighbours(found)
    _by_links(found, catalog, commit, places)
    return found


def candidates(every: dict[str, int], found: Signals, most: int = _MOST_CANDIDATES) -> dict[str, int]:
    """The files that are named, and so many of those that have most of the words: what is behind stays there.

    In a repository of a usual size these are all; in a very large one nothing else is looked at further.
    """
    if len(every) <= most:
        return every
    docs = found.chunks.docs
    best = set(nlargest(most, docs, key=lambda slot: (docs[slot], slot)))
    named = {path for values in found.by_name.values() for path in values}
    return {path: slot for path, slot in every.items() if slot in best or path in named}


def scaled(values: Mapping[str, float]) -> dict[str, float]:
    """The same values with 1 as the largest."""
    top = max(values.values(), default=0.0)
    return {key: value / top for key, value in values.items()} if top > 0 else {}


def _spread(found: Signals, values: Mapping[int, float]) -> dict[str, float]:
    """Values by slot as scaled values by path."""
    return scaled({path: values[slot] for path, slot in found.slots.items() if slot in values})


def _by_slot(found: Signals, view: View, scores: Scores) -> dict[int, list[float]]:
    """By slot of a candidate: what its chunks have."""
    wanted = set(found.slots.values())
    by_slot: defaultdict[int, list[float]] = defaultdict(list)
    for chunk, value in scores.chunks.items():
        slot = view.slots[chunk]
        if slot in wanted:
            by_slot[slot].append(value)
    return by_slot


def _best_chunk(found: Signals, view: View, scores: Scores) -> dict[str, float]:
    """By path: the best chunk's score."""
    return _spread(found, {slot: max(values) for slot, values in _by_slot(found, view, scores).items()})


def _by_words(found: Signals, view: View, query: Query) -> None:
    scores = found.chunks
    found.by_name["words"] = _spread(found, scores.docs)
    found.by_name["breadth"] = _spread(found, scores.breadth)
    by_slot = _by_slot(found, view, scores)
    found.by_name["chunk"] = _spread(found, {slot: max(values) for slot, values in by_slot.items()})
    # -- the best five, each next one counting half
    few = {slot: sum(v / 2**i for i, v in enumerate(nlargest(5, values))) for slot, values in by_slot.items()}
    found.by_name["chunks"] = _spread(found, few)
    found.title = score(view, query.title_words)
    found.by_name["title_chunk"] = _best_chunk(found, view, found.title)
    found.by_name["prose_chunk"] = (
        _best_chunk(found, view, score(view, query.prose_words))
        if query.prose_words
        else found.by_name["chunk"]
    )


def _by_names(found: Signals, view: View, query: Query) -> None:
    named = score(view, {NAME + word: weight for word, weight in query.words.items()})
    found.by_name["symbols"] = _spread(found, named.docs)
    total = len(view.docs)
    defines: defaultdict[int, float] = defaultdict(float)
    for key, hits in view.hits([NAME + name for name in query.names]).items():
        slots = set(hits.slots)
        gain = query.names[key[1:]] * rarity(total, len(slots))
        for slot in slots:
            defines[slot] += gain / sqrt(len(slots))
            for path in view.paths[slot]:
                found.defined.setdefault(path, []).append(key[1:])
    found.by_name["defines"] = _spread(found, defines)
    uses: defaultdict[int, float] = defaultdict(float)
    for name, hits in view.hits(list(query.names)).items():
        slots = set(hits.slots)
        gain = query.names[name] * rarity(total, len(slots))
        for slot in slots:
            uses[slot] += gain
    found.by_name["uses"] = _spread(found, uses)


def _by_path(found: Signals, every: Iterable[str], query: Query) -> None:
    scope = dict.fromkeys((word for name in query.scopes for word in words_of(name)), 1.0)
    words = PathWords(tuple(every), query.words.keys() | scope.keys())
    stems, folders, scopes = {}, {}, {}
    for path in found.slots:
        folder, stem = split(path)
        stems[path] = words.weigh_stem(stem, query.words)
        folders[path] = words.weigh(words.folder(folder), query.words)
        scopes[path] = words.weigh(words.folder(folder) | words.stem(stem), scope)
    found.by_name["stem"] = scaled(stems)
    found.by_name["folder"] = scaled(folders)
    found.by_name["scope"] = scaled(scopes)
    found.by_name["aside"] = {path: 1.0 for path in found.slots if aside(path)}
    found.by_name["plain"] = {path: 1.0 for path in found.slots if grammar(path) is None}
    found.by_name["vendored"] = {path: 1.0 for path in found.slots if vendored(path)}


def _by_witnesses(found: Signals, catalog: Catalog, commit: str, query: Query) -> None:
    """What past commits and tests say of each file."""
    votes, found.commits = similar(catalog, commit, query, found.slots)
    named, found.cited = cited(catalog, commit, query, found.slots)
    recent = lately(catalog, commit)
    with_tests = tested(catalog, commit, query)
    for name, values in (
        ("history", votes),
        ("cited", named),
        ("recent", recent),
        ("with_tests", with_tests),
    ):
        found.by_name[name] = scaled({path: values[path] for path in values if path in found.slots})
    if query.brevity:
        # -- it ranks nothing where the ticket itself says enough
        found.by_name["told"] = scaled(told(catalog, commit, query.words, found.slots))


def _by_links(found: Signals, catalog: Catalog, commit: str, places: Places) -> None:
    """What the files that match best pull with them: what they import, what changed with them."""
    totals = {
        path: sum(weight * found.by_name[name].get(path, 0.0) for name, weight in _FIRST.items())
        for path in found.by_name["chunk"]
    }
    best = nlargest(_SEEDS, totals, key=lambda path: (totals[path], path))
    seeds = {path: totals[path] / (1 + rank) for rank, path in enumerate(best)}
    changed = together(catalog.changes(commit), seeds)
    found.by_name["together"] = scaled(
        {path: value for path, value in changed.items() if path in found.slots}
    )
    view = catalog.view(commit, "source")
    records = catalog.shelf.records(view.docs[found.slots[path]] for path in seeds)
    imports: defaultdict[str, float] = defaultdict(float)
    for path, weight in seeds.items():
        for target in imported(records.get(view.docs[found.slots[path]], "{}"), path, places):
            if target in found.slots:
                imports[target] += weight
    found.by_name["imported"] = scaled(imports)


def _by_neighbours(found: Signals) -> None:
    """How well a file's folder does without it."""
    chunk = found.by_name["chunk"]
    sums: defaultdict[str, list[float]] = defaultdict(list)
    for path, value in chunk.items():
        sums[path.rpartition("/")[0]].append(value)
    tops = {folder: nlargest(4, values) for folder, values in sums.items()}
    around = {}
    for path, value in chunk.items():
        others = [other for other in tops[path.rpartition("/")[0]] if other != value][:3]
        around[path] = sum(others)
    found.by_name["around"] = scaled(around)
