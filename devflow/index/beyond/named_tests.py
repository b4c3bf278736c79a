"""Where the tests stand that a ticket names: by function, or by the title that they bear."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from devflow.index.asking.mentions import Part
from devflow.index.keeping.view import View
from devflow.index.ranking.search import Search
from devflow.index.reading.digest import decode
from devflow.index.reading.outline import outline
from devflow.index.reading.words import identifiers, last_part, parts, whole
from devflow.languages import grammar

_SEPARATOR = re.compile(r"[/.]")
_FILES = 12
"""Files that are looked into for one name; what stands in more is no name of a test."""
_PLACES = 3
"""Of one name; what is defined more often is hardly one test."""


@dataclass(frozen=True, slots=True)
class Found:
    """A test of this name; without a symbol it bears a title alone, without a line it is a whole file."""

    path: str
    name: str
    symbol: str
    line: int


def holding(search: Search, part: Part, sure: Collection[str]) -> Iterator[Found]:
    """The tests that one part of a ticket names; those in files that are `sure`, where they are there."""
    for name in part.tests:
        paths = _with_words(search.view("test"), [whole(last_part(name))])
        found = [one for path in paths for one in _defined(search.read(path), path, name)]
        yield from _chosen(found or _modules(search.view("test"), name), sure)
    for title in part.titled:
        words = [word for each in identifiers(title) for word in parts(each)]
        paths = _with_words(search.view("test"), words)
        yield from _chosen([one for path in paths for one in _titled(search.read(path), path, title)], sure)


def _chosen(found: list[Found], sure: Collection[str]) -> list[Found]:
    within = [one for one in found if one.path in sure] or found
    return within if len(within) <= _PLACES else []


def _with_words(view: View, words: list[str]) -> list[str]:
    """The test files that hold all of the words; none where they are many."""
    if not words:
        return []
    hits = view.hits(words)
    if len(hits) < len(set(words)):
        return []
    slots = set.intersection(*(set(each.slots) for each in hits.values()))
    paths = sorted(path for slot in islice(slots, _FILES + 1) for path in view.paths[slot])
    return paths if len(paths) <= _FILES else []


def _defined(data: bytes, path: str, name: str) -> Iterator[Found]:
    known = grammar(path)
    if known:
        for symbol in outline(data, known).symbols:
            if _means(name, path, symbol.qualified):
                yield Found(path, f"`{name}`", symbol.qualified, symbol.first_line)


def _means(name: str, path: str, qualified: str) -> bool:
    """Whether a dotted name is this definition: what stands before its classes must be of its path."""
    written, defined = name.split("."), qualified.split(".")
    while written and defined and written[-1] == defined[-1]:
        written.pop()
        defined.pop()
    return written != name.split(".") and set(written) <= set(_SEPARATOR.split(path))


def _modules(view: View, name: str) -> list[Found]:
    """Test files that a dotted name means as modules."""
    *around, last = name.split(".")
    found = []
    for path in (path for held in view.paths for path in held):
        *folders, stem, _ = ("", *_SEPARATOR.split(path)) if "." in path else ("", path, "")
        if stem == last and set(around) <= set(folders):
            found.append(Found(path, f"`{name}`", "", 0))
    return found


def _titled(data: bytes, path: str, title: str) -> Iterator[Found]:
    bears = re.compile(rf"[\"'`]{re.escape(title.strip())}[\"'`]")
    lines = decode(data).split("\n")
    for number, line in enumerate(lines, 1):
        if bears.search(line):
            yield Found(path, f"“{title.strip()}”", "", number)
            return
