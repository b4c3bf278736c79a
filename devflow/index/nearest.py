"""The tests nearest to files: by name, by folder and by the words they share with the ticket."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from math import log

from devflow.index.catalog import Catalog
from devflow.index.query import Query
from devflow.index.words import parts, stem, whole

_MOST = 8
_FILES = 8
_AFFIX = re.compile(r"^tests?[_-]?|[._-]?(?:tests?|spec|e2e|unit)$", re.IGNORECASE)
_ENTRY = ("__init__", "index", "mod", "lib", "main")


def nearest(catalog: Catalog, commit: str, query: Query, paths: Sequence[str]) -> tuple[str, ...]:
    """Test files of the commit, nearest first; empty where nothing points to one."""
    view = catalog.view(commit, "test")
    if not view.docs:
        return ()
    total = len(view.docs)
    scores: defaultdict[str, float] = defaultdict(float)
    wanted = dict(query.words) | {name: 2.0 * weight for name, weight in query.names.items()}
    for rank, path in enumerate(paths[:_FILES]):
        for word in _own_words(path):
            wanted[word] = wanted.get(word, 0.0) + 2.0 / (1 + rank)
    for word, hits in view.hits(list(wanted)).items():
        gain = wanted[word] * log(1 + (total - len(hits.slots) + 0.5) / (len(hits.slots) + 0.5))
        for slot, times in zip(hits.slots, hits.times, strict=True):
            size = view.doc_lengths[slot]
            for path in view.paths[slot]:
                scores[path] += gain * times / (times + 0.5 + size / 1000)
    top = max(scores.values(), default=1.0)
    for path in [one for held in view.paths for one in held]:
        scores[path] = scores[path] / top + max(
            (_alike(path, source) / (1 + rank) for rank, source in enumerate(paths[:_FILES])), default=0.0
        )
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return tuple(path for path, value in best if value > 0.2 and _runs(path))


def _own_words(path: str) -> set[str]:
    name = _stem(path)
    return {whole(name), stem(name.lower()), *parts(name)} - {""}


def _stem(path: str) -> str:
    folder, _, name = path.rpartition("/")
    name = name.partition(".")[0]
    return folder.rpartition("/")[2] if name in _ENTRY else name


def _alike(test: str, source: str) -> float:
    """How much a test's path looks like the source's: same stem, shared folders."""
    name = test.rpartition("/")[2].rsplit(".", 1)[0]
    bare = _AFFIX.sub("", _AFFIX.sub("", name)).strip("._-").lower()
    own = _stem(source).strip("_").lower()
    folders, others = set(test.split("/")[:-1]), source.split("/")[:-1]
    shared = sum(folder in folders for folder in others) / (len(others) or 1)
    if bare == own:
        return 1.0 + 0.5 * shared
    if own in folders or (bare and f"{bare}s" == own) or own in folders or f"{own}_tests" in folders:
        return 0.5 + 0.3 * shared
    return 0.2 * shared


def _runs(path: str) -> bool:
    """Whether the file can itself be run as a test: data and helpers cannot."""
    return not path.endswith(("__init__.py", ".json", ".txt", ".yml", ".yaml", ".md", ".html"))
