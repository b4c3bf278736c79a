"""Fresh checkouts of base and candidate, with what a build left beside the user's sources."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from devflow.checks import laying
from devflow.checks.needs.environment import built, copy_into
from devflow.checks.needs.pointers import fill_in
from devflow.checks.needs.supplies import Supplies
from devflow.checks.paths import is_module, is_test_module
from devflow.checks.subject import Subject
from devflow.handoffs import Verb

_OF_A_RUN = "The checks of both sides ran in what was set up for the manifests of the patch."
_RENEWED = "{locks} lacks what the patch's manifests name; renew it on the branch."
_ANOTHER = "The checks ran in what was set up for other lock files; `devflow setup` renews it."


class Trees:
    """Makes the checkouts that one check is run in; each is as good as fresh, and the one before is gone."""

    def __init__(self, subject: Subject, at: Path, supplies: Supplies) -> None:
        self.subject = subject
        self._at = at
        self.changed = tuple(subject.changed)
        self.supplies = supplies
        self.last: dict[str, Path] = {}
        """The newest checkout of each side."""
        self.notes: list[str] = []

    def candidate(self) -> Path:
        """A checkout of the candidate."""
        deleted = {file.path for file in self.changed if file.verb is Verb.DELETE}
        self.last["candidate"] = self._furnished(self.subject.candidate(), deleted)
        return self.last["candidate"]

    def base(self) -> Path:
        """A checkout of the base."""
        self.last["base"] = self._furnished(self.subject.base(), set())
        return self.last["base"]

    @property
    def sides(self) -> tuple[Path | None, Path | None]:
        """The last checkouts of base and candidate, as far as there were any."""
        return self.last.get("base"), self.last.get("candidate")

    def laid(self) -> Path:
        """A checkout of the base with the candidate's test files over it."""
        base = self.base()
        make = self.subject.files or self.subject.candidate
        laying.lay(self.changed, make(), base)
        return base

    def put_back(self, paths: Collection[str]) -> Path:
        """A checkout of the candidate in which these test files are the base's."""
        base, candidate = self.base(), self.candidate()
        for path in paths:
            laying.put(path, base, candidate)
        return candidate

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
        outfit = self.supplies.outfit
        leave = tuple(self.supplies.leave)
        if outfit is not None:
            files = [name for name in outfit.files if not name.endswith(leave)]
            copy_into(checkout, outfit.made, files, deleted)
            self._note(_OF_A_RUN if outfit.run else "" if outfit.exact else _ANOTHER)
            self._note(_RENEWED.format(locks=", ".join(outfit.renewed)) if outfit.renewed else "")
        else:
            left = built(self._at) if self.supplies.built is None else self.supplies.built
            files = [str(file.relative_to(self._at)) for file in left if not file.name.endswith(leave)]
            carried = copy_into(checkout, self._at, files, deleted)
            named = ", ".join(carried[:5])
            self._note(f"Built files of the user's checkout were used: {named}." if carried else "")
        fill_in(checkout, self._at, self.supplies.pointers)
        copied = copy_into(checkout, self._at, self.supplies.carry, deleted)
        self._note(
            f"Untracked files of the user's checkout were used: {', '.join(copied)}." if copied else ""
        )
        return checkout

    def _note(self, said: str) -> None:
        if said and said not in self.notes:
            self.notes.append(said)
