"""Which files of a commit a ticket names: by path, by file name, by module, by traceback."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import sqrt

from devflow.index.asking.query import Frame, Query

_ENTRY_FILES = ("__init__", "index", "mod", "lib")
_TAIL = 3
"""Words of a path's end that are looked up at once."""
_MOST_MATCHES = 12
"""A name that fits more files names none."""


class Places:
    """The paths of a commit, looked up by their ends."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        by_name: defaultdict[str, list[str]] = defaultdict(list)
        for path in self._paths:
            by_name[path.rpartition("/")[2].lower()].append(path)
        return by_name

    @cached_property
    def _by_module(self) -> dict[str, list[str]]:
        by_module: defaultdict[str, list[str]] = defaultdict(list)
        for path in self._paths:
            by_module[_words(path)[-1]].append(path)
        return by_module

    def named(self, query: Query) -> dict[str, float]:
        """How surely the ticket's paths and file names mean each file."""
        found: defaultdict[str, float] = defaultdict(float)
        for written in query.paths:
            matches = self.ending(written)
            for path in matches:
                whole = "/" in written.strip("/")
                found[path] = max(found[path], (1.0 if whole else 0.7) / sqrt(len(matches)))
        return found

    def framed(self, frames: Sequence[Frame]) -> dict[str, float]:
        """How near to the failure a traceback comes to each file: 1 for the innermost frame."""
        found: dict[str, float] = {}
        rank = 0
        for frame in reversed(frames):
            matches = self.ending(frame.path)
            for path in matches:
                found.setdefault(path, 1.0 / (1 + 0.35 * rank) / len(matches))
            rank += bool(matches)
        return found

    def modules(self, dotted: Iterable[str]) -> dict[str, float]:
        """How surely a dotted name means each file: the longest head of it that is a file's path."""
        found: defaultdict[str, float] = defaultdict(float)
        for name in dotted:
            words = name.lower().split(".")
            for length in range(len(words), 0, -1):
                matches = self._module(words[:length])
                if matches and len(matches) <= _MOST_MATCHES and (length > 1 or len(words[0]) > 3):
                    for path in matches:
                        found[path] = max(found[path], min(1.0, 0.4 + 0.2 * length) / sqrt(len(matches)))
                    break
        return found

    def module(self, target: str) -> list[str]:
        """The files whose path, without its ending, is or ends with the target's longest head that fits."""
        words = [word for word in target.lower().split("/") if word]
        for length in range(len(words), max(0, len(words) - 3), -1):
            matches = self._module(words[:length])
            if matches:
                return matches
        return []

    def _module(self, words: list[str]) -> list[str]:
        """The files whose path ends in these words, or that are the entry file of such a folder."""
        last = words[-_TAIL:]
        near = [path for path in self._by_module.get(last[-1], ()) if _words(path)[-len(last) :] == last]
        if len(words) <= _TAIL:
            return near
        tail = "/".join(words)
        return [path for path in near if tail in "/" + path.lower()]

    def ending(self, written: str) -> list[str]:
        """The files whose path ends as the written one does, as far as that can be told."""
        written = written.lower()
        parts = [part for part in written.split("/") if part not in ("", ".", "..")]
        if not parts:
            return []
        candidates = self._by_name.get(parts[-1], [])
        best = 0
        matches: list[str] = []
        for path in candidates:
            shared = _shared(path.lower().split("/"), parts)
            if shared > best:
                best, matches = shared, []
            if shared == best:
                matches.append(path)
        if best == 1 and len(parts) > 2 and len(matches) > 1:
            # -- only the last name fits a longer path: it lies in somebody else's code
            return []
        return matches if len(matches) <= _MOST_MATCHES else []


def _shared(path: list[str], parts: list[str]) -> int:
    count = 0
    for one, other in zip(reversed(path), reversed(parts), strict=False):
        if one != other:
            break
        count += 1
    return count


def _words(path: str) -> list[str]:
    """A path's folders and its name without its ending; an entry file goes by its folder."""
    folder, _, name = path.lower().rpartition("/")
    stem = name.partition(".")[0] or name
    return folder.split("/") if folder and stem in _ENTRY_FILES else [*folder.split("/"), stem]
