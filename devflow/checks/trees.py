"""Fresh checkouts of base and candidate, with what a build left beside the user's sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from devflow.checks import environment, laying
from devflow.checks.paths import is_module, is_test_module
from devflow.handoffs import ChangedFile, Verb


class Trees:
    """Makes the checkouts that one check is run in; each run gets a fresh one."""

    def __init__(
        self,
        candidate: Callable[[], Path],
        base: Callable[[], Path],
        at: Path,
        changed: Sequence[ChangedFile],
    ) -> None:
        self._make_candidate = candidate
        self._make_base = base
        self._at = at
        self.changed = tuple(changed)
        self.notes: list[str] = []

    def candidate(self) -> Path:
        """A checkout of the candidate."""
        deleted = {file.path for file in self.changed if file.verb is Verb.DELETE}
        return self._furnished(self._make_candidate(), deleted)

    def base(self) -> Path:
        """A checkout of the base."""
        return self._furnished(self._make_base(), set())

    def laid(self) -> Path:
        """A checkout of the base with the candidate's test files over it."""
        base = self.base()
        laying.lay(self.changed, self._make_candidate(), base)
        return base

    @property
    def modules(self) -> tuple[str, ...]:
        """Changed source modules which tests may import."""
        return tuple(f.path for f in self.changed if f.verb is not Verb.DELETE and is_module(f.path))

    @property
    def test_files(self) -> tuple[str, ...]:
        """Changed files that pytest collects from."""
        return tuple(
            f.path
            for f in laying.changed_tests(self.changed)
            if f.verb is not Verb.DELETE and (is_test_module(f.path) or f.path.endswith(".py"))
        )

    def _furnished(self, checkout: Path, deleted: set[str]) -> Path:
        carried = environment.carry(self._at, checkout, deleted)
        if carried:
            note = f"Built files of the user's checkout were used: {', '.join(carried[:5])}."
            if note not in self.notes:
                self.notes.append(note)
        return checkout
