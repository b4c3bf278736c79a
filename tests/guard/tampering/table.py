"""The form of a table: a test file, and what is done to it, sorted by what the guard says then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

Swaps = Mapping[str, Mapping[str, tuple[str, str]]]
"""By the guard's words and then by name: the text that gives way where it stands first, and the new one."""

NOTHING = "nothing"
"""Where the guard has nothing to say."""


class Swap(NamedTuple):
    """One row of a table."""

    name: str
    words: str
    before: str
    after: str


@dataclass(frozen=True)
class Tampered:
    """One language's test file and what is done to it."""

    path: str
    base: str
    held: Swaps
    shown: Swaps
    """What honest work does: it may be spoken of, and stops nothing."""

    def rows(self, swaps: Swaps) -> Iterator[Swap]:
        """Each swap of a table, done."""
        for words, named in swaps.items():
            for name, (old, new) in named.items():
                assert old in self.base, f"{self.path}: {name}: {old!r} does not stand there"
                yield Swap(f"{self.path}: {name}", words, self.base, self.base.replace(old, new, 1))
