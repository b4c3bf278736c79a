"""The files that a ticket names: by a path, the end of one, or what a document is commonly called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from devflow.git.objects import Objects
from devflow.index.asking.mentions import CALLED, Part
from devflow.index.packing.texts import readable
from devflow.index.reading.kinds import is_document, is_test, kind, looks_like_file
from devflow.languages import grammar


def _generic(written: str, path: str) -> bool:
    """Whether code among the tests is meant by nothing but a name that code elsewhere has as well.

    So it is with the `manage.py` of a sample project below the tests.
    """
    return kind(path) == "test" and grammar(path) is not None and not is_test(written.removeprefix("./"))


class NamedFiles:
    """Files of a commit by what a ticket calls them."""

    def __init__(self, objects: Objects, commit: str) -> None:
        self._objects, self._commit = objects, commit
        self._by_name: dict[str, list[str]] = {}

    def of(self, part: Part) -> Iterable[tuple[str, list[int]]]:
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
            if f"/{path}".lower().endswith(tail) and self._readable(path)
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
                if is_document(path) and self._readable(path)
            ]
            top = [path for path in found if "/" not in path]
            if top or len(found) == 1:
                return min(top or found, key=len)
        return ""

    def _readable(self, path: str) -> bool:
        return readable(self._objects.tree(self._commit)[path])

    def _names(self) -> dict[str, list[str]]:
        if not self._by_name:
            by_name = defaultdict(list)
            for path in self._objects.tree(self._commit):
                by_name[path.rpartition("/")[2].lower()].append(path)
            self._by_name = dict(by_name)
        return self._by_name
