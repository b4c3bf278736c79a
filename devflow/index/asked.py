"""The files beyond source that a ticket means: what it names, documents, the tests that it asks for.

What the title names or asks for comes first; what only the prose below it names stands aside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from devflow.clean import clean_line
from devflow.git.objects import Objects
from devflow.handoffs import RankedFile
from devflow.index.catalog import Catalog
from devflow.index.documents import search
from devflow.index.kinds import is_document, is_test, kind, looks_like_file
from devflow.index.mentions import CALLED, Mentions, Part
from devflow.index.named_tests import holding
from devflow.index.nearest import nearest
from devflow.index.query import Query
from devflow.index.texts import readable
from devflow.index.words import listed
from devflow.languages import grammar

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


def asked(
    catalog: Catalog, objects: Objects, commit: str, query: Query, said: Mentions, sources: Sequence[str]
) -> Asked:
    """The targets of a ticket; `sources` are the source files ranked for it, best first."""
    first, aside = _Targets(), _Targets()
    about_documents = said.documents in ("maybe", "yes")
    finder = _Finder(objects, commit)
    for path, lines in finder.named(said.title):
        first.add(path, "named in the title", lines)
    for path, lines in finder.named(said.body):
        wanted = (about_documents and is_document(path)) or (said.tests and kind(path) == "test")
        if wanted:
            first.add(path, "named in the ticket", lines)
        elif kind(path) != "source":
            aside.add(path, "named in the ticket", lines)
    for part, into in ((said.title, first), (said.body, aside)):
        for found in holding(catalog, objects, commit, part, first.paths() | aside.paths()):
            names = [found.symbol] if found.symbol else []
            reason = f"holds the test {clean_line(found.name)}" if found.line else "named in the ticket"
            into.add(found.path, reason, [found.line] if found.line else [], names)
    if said.documents != "no" and not any(map(is_document, first.paths())):
        _search(first, aside, catalog, commit, query, said)
    if said.tests and not any(kind(path) == "test" for path in first.paths()):
        bearing = _bearing(catalog, commit, query, said.title.words)
        for path in list(dict.fromkeys((*bearing, *nearest(catalog, commit, query, sources))))[:_TESTS]:
            first.add(path, "nearest to what the title asks tests for", [])
    return Asked(first.best(), tuple(one for one in aside.best() if one.path not in first.paths()))


def _bearing(catalog: Catalog, commit: str, query: Query, words: Collection[str]) -> list[str]:
    """The test files whose own name, its affix aside, is what the title speaks of, and that is few."""
    told = {word for word in words if word in query.names or "." in word} - _OF_THE_TASK
    paths = (path for held in catalog.view(commit, "test").paths for path in held)
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


def _search(
    first: _Targets, aside: _Targets, catalog: Catalog, commit: str, query: Query, said: Mentions
) -> None:
    """Documents by the ticket's words; first where the title surely means documents, or has one's name."""
    for file in search(catalog, commit, query, _DOCUMENTS):
        stem = file.path.rpartition("/")[2].partition(".")[0].lower()
        named = said.documents == "maybe" and stem in said.title.words
        into = first if named or said.documents == "yes" else aside
        if into is first or len(aside.paths()) < _ASIDE_DOCUMENTS:
            into.add(file.path, "; ".join(("a document, as the ticket asks for", *file.reasons)), [])


def _generic(written: str, path: str) -> bool:
    """Whether code among the tests is meant by nothing but a name that code elsewhere has as well.

    So it is with the `manage.py` of a sample project below the tests.
    """
    return kind(path) == "test" and grammar(path) is not None and not is_test(written.removeprefix("./"))


class _Finder:
    """Files of a commit by what a ticket calls them."""

    def __init__(self, objects: Objects, commit: str) -> None:
        self._objects, self._commit = objects, commit
        self._by_name: dict[str, list[str]] = {}

    def named(self, part: Part) -> Iterable[tuple[str, list[int]]]:
        """Each file that the part surely names, with the lines it points to."""
        written = [path for path in part.paths if "/" in path.strip("/") or looks_like_file(path)]
        if not written and not part.called:
            return
        for name in written:
            if path := self._meant(name):
                yield path, [frame.line for frame in part.frames if frame.path == name]
        for name in part.called:
            if path := self._document(CALLED[name]):
                yield path, []

    def _meant(self, written: str) -> str:
        """The one readable file that a written path means; empty where there is none, or several."""
        tail = "/" + written.strip("/").removeprefix("./").lower()
        near = [
            path
            for path in self._names().get(tail.rpartition("/")[2], ())
            if f"/{path}".lower().endswith(tail)
        ]
        exact = [path for path in near if path == written] or [path for path in near if "/" not in path]
        chosen = exact if len(near) > 1 else near
        return chosen[0] if len(chosen) == 1 and not _generic(written, chosen[0]) else ""

    def _document(self, stems: Sequence[str]) -> str:
        """The document with the first of these names: at the top, else the only one."""
        for stem in stems:
            found = [
                path
                for name, paths in self._names().items()
                if name.partition(".")[0] == stem
                for path in paths
                if is_document(path)
            ]
            top = [path for path in found if "/" not in path]
            if top or len(found) == 1:
                return min(top or found, key=len)
        return ""

    def _names(self) -> dict[str, list[str]]:
        if not self._by_name:
            by_name = defaultdict(list)
            for path, entry in self._objects.tree(self._commit).items():
                if readable(entry):
                    by_name[path.rpartition("/")[2].lower()].append(path)
            self._by_name = dict(by_name)
        return self._by_name


def in_front(targets: Sequence[Target], sources: Sequence[RankedFile]) -> tuple[RankedFile, ...]:
    """The targets as ranked files, then the source files that are not among them."""
    paths = {target.path for target in targets}
    best = sources[0].score if sources else 1.0
    return (*ranked(targets, best), *(file for file in sources if file.path not in paths))


def ranked(targets: Iterable[Target], score: float = 1.0) -> tuple[RankedFile, ...]:
    """The targets as ranked files, which are worth as much as the best source."""
    return tuple(RankedFile(target.path, score, tuple(target.reasons)) for target in targets)
