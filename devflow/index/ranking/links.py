"""Edges between files: what a file imports, and what changed together with it in the past."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from posixpath import dirname, normpath

from devflow.index.ranking.places import Places

_QUOTED = re.compile(r"[\"'<]([\w@./+-]+)[\"'>]")
_FROM = re.compile(r"from\s+(\.*)([\w.]*)\s+import\s+\(?([\w\s,.*]+)")
_NAMES = re.compile(r"[A-Za-z_]\w*(?:(?:\.|::|\\)[A-Za-z_]\w*)+")
_PLAIN = re.compile(r"^import\s+([\w.]+)")
_MOST_TARGETS = 6
_MOST_TOGETHER = 15
"""Files; a commit of more says little about pairs."""


def together(changes: Iterable[Sequence[str]], seeds: Mapping[str, float]) -> dict[str, float]:
    """How often each file changed with the seeds, against how often either changed at all."""
    counts: Counter[str] = Counter()
    pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for paths in changes:
        if len(paths) > _MOST_TOGETHER:
            continue
        counts.update(paths)
        for seed in seeds.keys() & set(paths):
            pairs[seed].update(paths)
    votes: defaultdict[str, float] = defaultdict(float)
    for seed, others in pairs.items():
        for path, count in others.items():
            if path != seed:
                votes[path] += seeds[seed] * count / sqrt((counts[seed] + 2) * (counts[path] + 2))
    return dict(votes)


def imported(record: str, path: str, places: Places) -> set[str]:
    """The files of the commit that a file's imports mean, as far as can be told from their text."""
    found: set[str] = set()
    for text in json.loads(record).get("imports", ()):
        for target in _targets(text, path):
            matches = places.module(target)
            if len(matches) <= _MOST_TARGETS:
                found.update(matches)
    found.discard(path)
    return found


def packages(record: str) -> list[str]:
    """The packages that a file's imports name: what may be somebody else's code, as far as the text tells."""
    found: dict[str, None] = {}
    for text in json.loads(record).get("imports", ()):
        relative = _FROM.match(text)
        if relative:
            names = [] if relative[1] else [relative[2].partition(".")[0]]
        elif quoted := _QUOTED.findall(text):
            names = [_package_of(name) for name in quoted if not name.startswith((".", "/"))]
        else:
            names = [re.split(r"\.|::|\\", name)[0] for name in _PLAIN.findall(text) + _NAMES.findall(text)]
        found.update(dict.fromkeys(filter(None, names)))
    return list(found)


def _package_of(name: str) -> str:
    """The package in a quoted import: of a scope or a host more than the first word."""
    words = name.split("/")
    return "/".join(words[: 2 if name.startswith("@") else 3 if "." in words[0] else 1])


def _targets(text: str, path: str) -> list[str]:
    """What an import may mean, as paths without endings, the surest first."""
    relative = _FROM.match(text)
    if relative:
        dots, module, names = relative.groups()
        base = _above(path, len(dots)) if dots else ""
        head = "/".join(part for part in (base, module.replace(".", "/")) if part)
        inside = [f"{head}/{name.split()[0]}" for name in names.split(",") if name.strip()]
        return [*inside, head]
    quoted = _QUOTED.findall(text)
    if quoted:
        return [_resolved(name, path) for name in quoted]
    dotted = _NAMES.findall(text) + _PLAIN.findall(text)
    targets = [re.sub(r"\.|::|\\", "/", name) for name in dotted]
    return [target.removeprefix("crate/").removeprefix("super/") for target in targets]


def _above(path: str, levels: int) -> str:
    for _ in range(levels):
        path = dirname(path)
    return path


def _resolved(name: str, path: str) -> str:
    name = re.sub(r"\.(?:js|ts|tsx|jsx|mjs|h|hpp|rb|php)$", "", name)
    return normpath(f"{dirname(path)}/{name}") if name.startswith(".") else name
