"""The index as others use it: bring it up to a commit, rank its files, pack their text, list symbols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from devflow.git.objects import Objects
from devflow.index.asking.mentions import mentions
from devflow.index.asking.query import Query, read
from devflow.index.beyond.asked import Asked, asked, in_front
from devflow.index.keeping.catalog import Catalog
from devflow.index.ranking.links import packages
from devflow.index.ranking.rank import rank
from devflow.index.ranking.search import Search
from devflow.index.ranking.signals import Signals, measure
from devflow.index.reading.digest import NAME
from devflow.index.reading.kinds import kind
from devflow.index.reading.outline import Symbol, outline
from devflow.index.reading.words import last_part, whole
from devflow.languages import grammar

if TYPE_CHECKING:
    from devflow.handoffs import Context, Definition, RankedFile, Request, Snippet
    from devflow.index.packing.pieces import Piece
    from devflow.index.packing.serving import Served

# -- what cuts text stands below, where it is used: to rank files takes nothing that validates
_TRIES = 3
_SEEN = 8
"""Source files that tests are looked for beside."""
_BESIDE_DOCUMENTS = 4
"""Of a budget, what source may have where a ticket is about documents: enough to write of it."""
_ASIDE = 3_000
"""Tokens that what only the body names may have at most."""


def _say_nothing(_words: str) -> None:
    """Progress that nobody wants to see."""


class Index:
    """The index of one repository, kept in `folder` (made when missing) and brought up to date when asked.

    Raises:
        StoreError: from any method, when the folder cannot be read or written.
        RepoError: from any method, when the commit cannot be read.
    """

    def __init__(self, folder: Path, objects: Objects, tell: Callable[[str], None] = _say_nothing) -> None:
        self._objects = objects
        self._catalog = Catalog(folder, objects, tell)
        self._found: tuple[tuple[str, str, str], Asked] | None = None
        self._measured: tuple[tuple[object, ...], Search] | None = None

    def update(self, commit: str) -> int:
        """Bring the index up to a commit; gives how many source files it then knows there."""
        self._catalog.view(commit, "commit")
        return len(self._catalog.view(commit, "source").docs)

    def close(self) -> None:
        """Let go of the index's file; the next call opens it again."""
        self._catalog.shelf.close()

    def rank(
        self, commit: str, ticket: str, *, title: str = "", identifiers: Sequence[str] = (), limit: int = 30
    ) -> tuple[RankedFile, ...]:
        """The files that the ticket needs, best first, each with reasons.

        What its title names or asks for beyond source comes before the source files: a document, a test.
        """
        search = self._search(commit, ticket, title, identifiers)
        sources = rank(search, max(limit, _SEEN))
        return in_front(self._meant(search, ticket, title, sources).first, sources)[:limit]

    def named(
        self, commit: str, ticket: str, *, title: str = "", identifiers: Sequence[str] = ()
    ) -> tuple[RankedFile, ...]:
        """Documents, data and tests that only the ticket's body names, each with reasons."""
        search = self._search(commit, ticket, title, identifiers)
        return in_front(self._meant(search, ticket, title, rank(search, _SEEN)).aside, ())

    def definitions(
        self, commit: str, ticket: str, ranked: Sequence[RankedFile], *, title: str = "", limit: int = 30
    ) -> tuple[Definition, ...]:
        """The functions, classes and values of the ranked files that the ticket needs, best first."""
        from devflow.index.packing.definitions import definitions  # noqa: PLC0415 -- as said above
        from devflow.index.packing.pieces import pieces  # noqa: PLC0415

        search = self._search(commit, ticket, title, ())
        found, files = pieces(search, [file for file in ranked if file.path in search.signals.slots])
        return definitions(found, files, limit)

    def pack(
        self,
        commit: str,
        ticket: str,
        ranked: Sequence[RankedFile],
        budget: int,
        *,
        title: str = "",
        identifiers: Sequence[str] = (),
    ) -> Context:
        """Exact text of what matters, at most `budget` tokens of it, and the nearest tests.

        What the title names or asks for beyond source has up to half of the budget, what the body names a
        quarter. Where they take less, the source has more; but no more than a quarter where the title is
        about documents. One definition may be among the text because it is much like the first one: a
        pattern to follow.
        """
        from devflow.handoffs import Context  # noqa: PLC0415 -- as said above
        from devflow.index.beyond.nearest import nearest  # noqa: PLC0415
        from devflow.index.beyond.showing import ASKED, MENTIONED, excerpts  # noqa: PLC0415
        from devflow.index.packing.pack import pack  # noqa: PLC0415
        from devflow.index.packing.pieces import pieces  # noqa: PLC0415
        from devflow.index.packing.similar import similar  # noqa: PLC0415

        search = self._search(commit, ticket, title, identifiers)
        sources = [file for file in ranked if file.path in search.signals.slots]
        meant = self._meant(search, ticket, title, sources)
        first, spent = excerpts(search, meant.first, budget // 2, ASKED)
        aside, beside = excerpts(search, meant.aside, min(budget // 4, _ASIDE), MENTIONED)
        left = budget - spent - beside
        if meant.documents:
            left = min(left, budget // _BESIDE_DOCUMENTS)
        found, files = pieces(search, sources)
        pattern = similar(found, files, left)
        snippets, tokens = pack(found, files, left, pattern)
        asked_tests = [target.path for target in meant.first if kind(target.path) == "test"]
        near = nearest(search, [file.path for file in sources])
        return Context(
            files=tuple(ranked),
            named=in_front(meant.aside, ()),
            snippets=(*first, *snippets, *aside),
            tests=tuple(dict.fromkeys((*asked_tests, *near))),
            tokens=spent + tokens + beside,
            budget=budget,
            pattern=f"{pattern.path}: {pattern.symbol}" if pattern and _shows(snippets, pattern) else "",
        )

    def serve(
        self, commit: str, request: Request, ticket: str, shown: Sequence[Snippet], budget: int
    ) -> Served:
        """Exact text of what a model asks to see beyond what is shown to it, at most `budget` tokens of it.

        The ticket's words choose the pieces of a named file that is too large to be shown whole.
        """
        from devflow.index.packing.serving import serve  # noqa: PLC0415 -- as said above

        search = self._search(commit, f"{request.words}\n{ticket}", request.words, request.symbols)
        return serve(search, request, shown, budget)

    def defined(self, commit: str, names: Sequence[str]) -> frozenset[str]:
        """Those of the names whose last part a source file of the commit defines."""
        keys = {name: NAME + whole(last_part(name)) for name in names}
        hits = self._catalog.view(commit, "source").hits(list(keys.values()))
        return frozenset(name for name, key in keys.items() if key in hits)

    def past(self, commit: str, names: Sequence[str], limit: int) -> list[str]:
        """Past commits whose messages hold one of the names, the newest first."""
        view = self._catalog.view(commit, "commit")
        hits = view.hits([whole(last_part(name)) for name in names])
        found = {view.paths[slot][0] for each in hits.values() for slot in each.slots}
        return [one for one in self._catalog.past_commits(commit) if one in found][:limit]

    def imported(self, commit: str, path: str) -> list[str]:
        """Names of packages that a source file imports and the commit does not hold itself."""
        view = self._catalog.view(commit, "source")
        docs = [view.docs[slot] for slot, held in enumerate(view.paths) if path in held]
        own = {part.partition(".")[0] for held in view.paths for one in held for part in one.split("/")}
        records = self._catalog.shelf.records(docs).values()
        return [name for record in records for name in packages(record) if name not in own]

    def symbols(self, commit: str, path: str) -> tuple[Symbol, ...]:
        """What a file of the commit defines, in order; empty where no grammar knows it or it is not there."""
        known = grammar(path)
        data = self._objects.read(commit, path) if known else None
        return tuple(outline(data, known).symbols) if known and data is not None else ()

    def _search(self, commit: str, ticket: str, title: str, identifiers: Sequence[str]) -> Search:
        """The search for a ticket; of several questions about one it is made once."""
        asked = (commit, ticket, title, tuple(identifiers))
        if self._measured is None or self._measured[0] != asked:
            query = read(ticket, title, identifiers)
            signals = self._settled(commit, query)
            self._measured = (asked, Search(self._catalog, self._objects, commit, query, signals))
        return self._measured[1]

    def _meant(self, search: Search, ticket: str, title: str, sources: Sequence[RankedFile]) -> Asked:
        """What the ticket means beyond source."""
        key = (search.commit, ticket, title)
        if self._found is None or self._found[0] != key:
            paths = [file.path for file in sources[:_SEEN]]
            self._found = (key, asked(search, mentions(ticket, title), paths))
        return self._found[1]

    def _settled(self, commit: str, query: Query) -> Signals:
        """The signals; measured again when another process wrote meanwhile: it may have moved things."""
        for _ in range(_TRIES):
            self._catalog.view(commit, "source")
            before = self._catalog.shelf.stamp()
            signals = measure(self._catalog, commit, query)
            if self._catalog.shelf.stamp() == before:
                break
            self._catalog.view.cache_clear()
        return signals


def _shows(snippets: Sequence[Snippet], piece: Piece) -> bool:
    return any(
        each.path == piece.path and each.first_line <= piece.first and piece.last <= each.last_line
        for each in snippets
    )
