"""The files beyond source that a ticket means: what it names, documents, the tests that it asks for.

What the title names or asks for comes first; what only the prose below it names stands aside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from devflow.clean import clean_line
from devflow.handoffs import RankedFile
from devflow.index.asking.mentions import Mentions
from devflow.index.beyond.documents import best_documents
from devflow.index.beyond.named_files import NamedFiles
from devflow.index.beyond.named_tests import holding
from devflow.index.beyond.nearest import nearest
from devflow.index.ranking.search import Search
from devflow.index.reading.kinds import is_document, kind
from devflow.index.reading.words import listed

_MOST = 5
_AFFIX = re.compile(r"^tests?[._-]|[._-](?:tests?|spec)$")
_OF_THE_TASK = listed(
    "add write extend improve increase more missing need needs cover test tests coverage unit case cases"
)
_DOCUMENTS, _ASIDE_DOCUMENTS = 3, 2
_TESTS = 2


@dataclass(slots=True)
class Target:
    """A file, why it is meant, and what in it."""

    path: str
    reasons: list[str]
    lines: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Definitions, dotted or not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes before the ranked source, and what is named beside it."""

    first: tuple[Target, ...]
    aside: tuple[Target, ...]
    documents: bool = False
    """Whether the title is about documents, and they are there."""


def asked(search: Search, said: Mentions, sources: Sequence[str]) -> Asked:
    """The targets of a ticket; `sources` are the source files ranked for it, best first."""
    first, aside = _Targets(), _Targets()
    about_documents = said.documents in ("maybe", "yes")
    files = NamedFiles(search.objects, search.commit)
    for path, lines in files.of(said.title):
        first.add(path, "named in the title", lines)
    for path, lines in files.of(said.body):
        wanted = (about_documents and is_document(path)) or (said.tests and kind(path) == "test")
        if wanted:
            first.add(path, "named in the ticket", lines)
        elif kind(path) != "source":
            aside.add(path, "named in the ticket", lines)
    for part, into in ((said.title, first), (said.body, aside)):
        for found in holding(search, part, first.paths() | aside.paths()):
            names = [found.symbol] if found.symbol else []
            reason = f"holds the test {clean_line(found.name)}" if found.line else "named in the ticket"
            into.add(found.path, reason, [found.line] if found.line else [], names)
    if said.documents != "no" and not any(map(is_document, first.paths())):
        _search(first, aside, search, said)
    if said.tests and not any(kind(path) == "test" for path in first.paths()):
        bearing = _bearing(search, said.title.words)
        for path in list(dict.fromkeys((*bearing, *nearest(search, sources))))[:_TESTS]:
            first.add(path, "nearest to what the title asks tests for", [])
    return Asked(
        first.best(),
        tuple(one for one in aside.best() if one.path not in first.paths()),
        said.documents == "yes" and any(map(is_document, first.paths())),
    )


def _bearing(search: Search, words: Collection[str]) -> list[str]:
    """The test files whose own name, its affix aside, is what the title speaks of, and that is few."""
    told = {word for word in words if word in search.query.names or "." in word} - _OF_THE_TASK
    paths = (path for held in search.view("test").paths for path in held)
    found = [
        path for path in paths if _AFFIX.sub("", path.rpartition("/")[2].rpartition(".")[0].lower()) in told
    ]
    return sorted(found, key=len) if len(found) <= _TESTS else []


class _Targets:
    def __init__(self) -> None:
        self._by_path: dict[str, Target] = {}

    def add(self, path: str, reason: str, lines: Iterable[int], names: Iterable[str] = ()) -> None:
        target = self._by_path.setdefault(path, Target(path, []))
        if reason not in target.reasons:
            target.reasons.append(reason)
        target.lines.extend(lines)
        target.names.extend(names)

    def paths(self) -> frozenset[str]:
        return frozenset(self._by_path)

    def best(self) -> tuple[Target, ...]:
        return tuple(self._by_path.values())[:_MOST]


def _search(first: _Targets, aside: _Targets, search: Search, said: Mentions) -> None:
    """Documents by the ticket's words; first where the title surely means documents, or has one's name."""
    for file in best_documents(search, _DOCUMENTS):
        stem = file.path.rpartition("/")[2].partition(".")[0].lower()
        named = said.documents == "maybe" and stem in said.title.words
        into = first if named or said.documents == "yes" else aside
        if into is first or len(aside.paths()) < _ASIDE_DOCUMENTS:
            into.add(file.path, "; ".join(("a document, as the ticket asks for", *file.reasons)), [])


def in_front(targets: Sequence[Target], sources: Sequence[RankedFile]) -> tuple[RankedFile, ...]:
    """The targets as ranked files, then the source files that are not among them."""
    paths = {target.path for target in targets}
    best = sources[0].score if sources else 1.0
    return (*ranked(targets, best), *(file for file in sources if file.path not in paths))


def ranked(targets: Iterable[Target], score: float = 1.0) -> tuple[RankedFile, ...]:
    """The targets as ranked files, which are worth as much as the best source."""
    return tuple(RankedFile(target.path, score, tuple(target.reasons)) for target in targets)
