"""One ticket looked for in one commit: what it says, what is kept there, and what speaks for each file."""

from __future__ import annotations

from dataclasses import dataclass

from devflow.git.objects import Objects
from devflow.index.asking.query import Query
from devflow.index.keeping.catalog import Catalog
from devflow.index.keeping.view import View
from devflow.index.ranking.signals import Signals


@dataclass(frozen=True, slots=True)
class Search:
    """All that is looked at to choose files, definitions, tests and text for a ticket."""

    catalog: Catalog
    objects: Objects
    commit: str
    query: Query
    signals: Signals

    def view(self, sort: str) -> View:
        """The documents of one kind that the commit holds, as `Catalog.view`."""
        return self.catalog.view(self.commit, sort)

    def read(self, path: str) -> bytes:
        """The bytes of a file of the commit; none where it is not there."""
        return self.objects.read(self.commit, path) or b""
