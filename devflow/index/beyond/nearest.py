"""The tests nearest to files: by name, by folder and by the words they share with the ticket."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from devflow.index.ranking.bm25 import rarity
from devflow.index.ranking.search import Search
from devflow.index.reading.words import parts, stem, whole

_MOST = 8
_FILES = 8
_AFFIX = re.compile(r"^tests?[_-]?|[._-]?(?:tests?|spec|e2e|unit)$", re.IGNORECASE)
_ENTRY = ("__init__", "index", "mod", "lib", "main")


def nearest(search: Search, paths: Sequence[str]) -> tuple[str, ...]:
    """Test files of the commit, nearest first; empty where nothing points to one."""
    view, query = search.view("test"), search.query
    if not view.docs:
        return ()
    total = len(view.docs)
    scores: defaultdict[str, float] = defaultdict(float)
    wanted = dict(query.words) | {name: 2.0 * weight for name, weight in query.names.items()}
    for rank, path in enumerate(paths[:_FILES]):
        for word in _own_words(path):
            wanted[word] = wanted.get(word, 0.0) + 2.0 / (1 + rank)
    for word, hits in view.hits(list(wanted)).items():
        gain = wanted[word] * rarity(total, len(hits.slots))
        for slot, times in zip(hits.slots, hits.times, strict=True):
            size = view.doc_lengths[slot]
            for path in view.paths[slot]:
                scores[path] += gain * times / (times + 0.5 + size / 1000)
    top = max(scores.values(), default=1.0)
    for path, value in _likeness([one for held in view.paths for one in held], paths[:_FILES]):
        scores[path] = scores[path] / top + value
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return tuple(path for path, value in best if value > 0.2 and _runs(path))


def _own_words(path: str) -> set[str]:
    name = _stem(path)
    return {whole(name), stem(name.lower()), *parts(name)} - {""}


def _stem(path: str) -> str:
    folder, _, name = path.rpartition("/")
    name = name.partition(".")[0]
    return folder.rpartition("/")[2] if name in _ENTRY else name


def _likeness(tests: Iterable[str], sources: Sequence[str]) -> Iterator[tuple[str, float]]:
    """How much each test's path looks like one of the sources', best first: same stem, shared folders."""
    stems = [_stem(path).strip("_").lower() for path in sources]
    by_folder: dict[str, list[tuple[float, bool]]] = {}
    for test in tests:
        folder, _, file = test.rpartition("/")
        if folder not in by_folder:
            by_folder[folder] = _near(set(filter(None, folder.split("/"))), stems, sources)
        bare = _AFFIX.sub("", _AFFIX.sub("", file.rsplit(".", 1)[0])).strip("._-").lower()
        best = 0.0
        for rank, (own, (shared, named)) in enumerate(zip(stems, by_folder[folder], strict=True)):
            if bare == own:
                value = 1.0 + 0.5 * shared
            elif named or (bare and f"{bare}s" == own):
                value = 0.5 + 0.3 * shared
            else:
                value = 0.2 * shared
            best = max(best, value / (1 + rank))
        yield test, best


def _near(folders: set[str], stems: Sequence[str], sources: Sequence[str]) -> list[tuple[float, bool]]:
    """For each source: the share of its folders that a test lies in too, and if one is named after it."""
    found = []
    for own, path in zip(stems, sources, strict=True):
        others = path.split("/")[:-1]
        shared = sum(folder in folders for folder in others) / (len(others) or 1)
        found.append((shared, own in folders or f"{own}_tests" in folders))
    return found


def _runs(path: str) -> bool:
    """Whether the file can itself be run as a test: data and helpers cannot."""
    return not path.endswith(("__init__.py", ".json", ".txt", ".yml", ".yaml", ".md", ".html"))
