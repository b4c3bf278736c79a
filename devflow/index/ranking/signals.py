"""What speaks for each file: every signal of a ticket on the files of a commit, each scaled to 0…1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import log, sqrt

from devflow.index.asking.query import Query
from devflow.index.keeping.catalog import Catalog
from devflow.index.keeping.view import View
from devflow.index.ranking.bm25 import Scores, score
from devflow.index.ranking.links import imported, together
from devflow.index.ranking.places import Places
from devflow.index.ranking.witnesses import cited, lately, similar, tested
from devflow.index.reading.digest import NAME
from devflow.index.reading.kinds import aside, vendored
from devflow.index.reading.words import identifiers, parts
from devflow.languages import grammar

_SEEDS = 5
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
    paths: list[str] = field(default_factory=list)
    """Every candidate."""
    slots: dict[str, int] = field(default_factory=dict)
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
    """Every signal for every source file of the commit."""
    view = catalog.view(commit, "source")
    found = Signals()
    for slot, paths in enumerate(view.paths):
        for path in paths:
            found.slots[path] = slot
    found.paths = list(found.slots)
    _by_words(found, view, query)
    _by_names(found, view, query)
    _by_path(found, query)
    _by_witnesses(found, catalog, commit, query)
    _by_neighbours(found)
    _by_links(found, catalog, commit)
    return found


def scaled(values: Mapping[str, float]) -> dict[str, float]:
    """The same values with 1 as the largest."""
    top = max(values.values(), default=0.0)
    return {key: value / top for key, value in values.items()} if top > 0 else {}


def _spread(view: View, values: Mapping[int, float]) -> dict[str, float]:
    """Values by slot as scaled values by path."""
    return scaled({path: value for slot, value in values.items() for path in view.paths[slot]})


def _best_chunks(view: View, scores: Scores) -> tuple[dict[int, float], dict[int, float]]:
    """By slot: the best chunk's score, and the sum of the best five, each next one counting half."""
    by_slot: defaultdict[int, list[float]] = defaultdict(list)
    for chunk, value in scores.chunks.items():
        by_slot[view.slots[chunk]].append(value)
    best = {slot: max(values) for slot, values in by_slot.items()}
    few = {slot: sum(v / 2**i for i, v in enumerate(nlargest(5, values))) for slot, values in by_slot.items()}
    return best, few


def _by_words(found: Signals, view: View, query: Query) -> None:
    found.chunks = scores = score(view, query.words)
    best, few = _best_chunks(view, scores)
    found.by_name["words"] = _spread(view, scores.docs)
    found.by_name["breadth"] = _spread(view, scores.breadth)
    found.by_name["chunk"] = _spread(view, best)
    found.by_name["chunks"] = _spread(view, few)
    found.title = title = score(view, query.title_words)
    best, _ = _best_chunks(view, title)
    found.by_name["title_chunk"] = _spread(view, best)
    if query.prose_words:
        best, _ = _best_chunks(view, score(view, query.prose_words))
        found.by_name["prose_chunk"] = _spread(view, best)
    else:
        found.by_name["prose_chunk"] = found.by_name["chunk"]


def _by_names(found: Signals, view: View, query: Query) -> None:
    named = score(view, {NAME + word: weight for word, weight in query.words.items()})
    found.by_name["symbols"] = _spread(view, named.docs)
    total = len(view.docs)
    defines: defaultdict[int, float] = defaultdict(float)
    for key, hits in view.hits([NAME + name for name in query.names]).items():
        slots = set(hits.slots)
        gain = query.names[key[1:]] * log(1 + (total - len(slots) + 0.5) / (len(slots) + 0.5))
        for slot in slots:
            defines[slot] += gain / sqrt(len(slots))
            for path in view.paths[slot]:
                found.defined.setdefault(path, []).append(key[1:])
    found.by_name["defines"] = _spread(view, defines)
    uses: defaultdict[int, float] = defaultdict(float)
    for name, hits in view.hits(list(query.names)).items():
        slots = set(hits.slots)
        gain = query.names[name] * log(1 + (total - len(slots) + 0.5) / (len(slots) + 0.5))
        for slot in slots:
            uses[slot] += gain
    found.by_name["uses"] = _spread(view, uses)


@lru_cache(maxsize=1 << 17)
def _path_words(part: str) -> frozenset[str]:
    return frozenset(word for name in identifiers(part) for word in parts(name))


def _by_path(found: Signals, query: Query) -> None:
    places = Places(found.paths)
    found.by_name["named"] = places.named(query)
    found.by_name["frames"] = places.framed(query.frames)
    found.by_name["modules"] = places.modules(query.dotted)
    scope = {word for name in query.scopes for word in _path_words(name)}
    with_word: defaultdict[str, int] = defaultdict(int)
    words = {}
    for path in found.paths:
        folder, _, name = path.rpartition("/")
        stem_words = _path_words(name.rpartition(".")[0] or name)
        folder_words: frozenset[str] = frozenset().union(*(_path_words(part) for part in folder.split("/")))
        words[path] = stem_words, folder_words
        for word in stem_words | folder_words:
            with_word[word] += 1
    total = len(found.paths)
    rare = {word: log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in with_word.items()}
    stems, folders, scopes = {}, {}, {}
    for path, (stem_words, folder_words) in words.items():
        stems[path] = sum(query.words[w] * rare[w] for w in stem_words if w in query.words) / sqrt(
            1 + len(stem_words)
        )
        folders[path] = sum(query.words[w] * rare[w] for w in folder_words if w in query.words)
        scopes[path] = sum(rare[w] for w in (stem_words | folder_words) if w in scope)
    found.by_name["stem"] = scaled(stems)
    found.by_name["folder"] = scaled(folders)
    found.by_name["scope"] = scaled(scopes)
    found.by_name["aside"] = {path: 1.0 for path in found.paths if aside(path)}
    found.by_name["plain"] = {path: 1.0 for path in found.paths if grammar(path) is None}
    found.by_name["vendored"] = {path: 1.0 for path in found.paths if vendored(path)}


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


def _by_links(found: Signals, catalog: Catalog, commit: str) -> None:
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
    places = Places(found.paths)
    imports: defaultdict[str, float] = defaultdict(float)
    for path, weight in seeds.items():
        for target in imported(records.get(view.docs[found.slots[path]], "{}"), path, places):
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
