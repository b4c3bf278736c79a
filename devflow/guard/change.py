"""What the guard looks at: the changed paths, the base's tree, and the text of both sides, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from devflow.handoffs import ChangedFile, Risk, Scope, Verb

LINK, SUBMODULE, EXECUTABLE, REGULAR, ABSENT = "120000", "160000", "100755", "100644", "000000"
MAX_TEXT = 2_000_000
"""Bytes of one side of a file that are examined; a larger one is held for a person."""
MAX_READ = 20_000_000
"""Bytes that one judgement reads in all."""


class Entry(Protocol):
    """One path of a tree."""

    @property
    def mode(self) -> str: ...

    @property
    def blob(self) -> str: ...


@dataclass
class Change:
    """The candidate against its base, for rules to look at; blobs are read once, and only when asked for."""

    files: Sequence[ChangedFile]
    scope: Scope
    tree: Mapping[str, Entry]
    """The base's entries by path."""
    read: Callable[[str], bytes]
    """The bytes of a blob by its id."""
    risk: Risk = Risk.LOW
    """What its paths make of the risk."""
    _kept: dict[str, bytes | None] = field(default_factory=dict)
    _spent: int = 0

    @property
    def written(self) -> tuple[ChangedFile, ...]:
        """What the candidate holds anew or differently."""
        return tuple(file for file in self.files if file.verb is not Verb.DELETE)

    @property
    def deleted(self) -> tuple[ChangedFile, ...]:
        """What the candidate no longer holds."""
        return tuple(file for file in self.files if file.verb is Verb.DELETE)

    def before(self, file: ChangedFile) -> bytes | None:
        """The base's bytes; None where it has no regular file, or one too large to examine."""
        return self._side(file.old_mode, file.old_blob)

    def after(self, file: ChangedFile) -> bytes | None:
        """The candidate's bytes; None where it has no regular file, or one too large to examine."""
        return self._side(file.new_mode, file.new_blob)

    def examined(self, file: ChangedFile) -> bool:
        """Whether each side that is a regular file could be read within the limits."""
        sides = ((file.old_mode, self.before(file)), (file.new_mode, self.after(file)))
        return all(data is not None for mode, data in sides if _is_file(mode))

    def added_lines(self, file: ChangedFile) -> list[tuple[int, str]]:
        """Lines that the candidate holds more often than the base does, with their numbers from 1.

        Counted, not aligned: the cost stays linear whatever a hostile file holds.
        """
        return _more(_lines(self.after(file)), _lines(self.before(file)))

    def removed_lines(self, file: ChangedFile) -> list[tuple[int, str]]:
        """Lines that the base holds more often than the candidate does, with their numbers from 1."""
        return _more(_lines(self.before(file)), _lines(self.after(file)))

    def _side(self, mode: str, blob: str) -> bytes | None:
        if not _is_file(mode):
            return None
        if blob not in self._kept:
            self._kept[blob] = self._read_within_limits(blob)
        return self._kept[blob]

    def _read_within_limits(self, blob: str) -> bytes | None:
        if self._spent > MAX_READ:
            return None
        data = self.read(blob)
        self._spent += len(data)
        return data if len(data) <= MAX_TEXT else None


def _is_file(mode: str) -> bool:
    return mode.startswith("100")


def _more(lines: list[str], than: list[str]) -> list[tuple[int, str]]:
    left = Counter(than)
    more = []
    for number, line in enumerate(lines, start=1):
        if left[line]:
            left[line] -= 1
        else:
            more.append((number, line))
    return more


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode(errors="replace").splitlines()
