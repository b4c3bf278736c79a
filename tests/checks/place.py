"""A user's checkout with a real environment, and fresh trees of base and candidate beside it."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devflow.checks import Check, Means, Shelf, Subject, find, measure
from devflow.checks.needs.supplies import Supplies
from devflow.handoffs import ChangedFile, CheckReport, CheckResult, Verb
from devflow.sandbox import Bubblewrap, Limits, Sandbox

QUICK = Limits(seconds=20, memory=1 << 30, processes=64, disk=256 << 20)


class Place:
    """One repo under test: the user's checkout at `at`, the files of the base, and of a candidate."""

    def __init__(self, folder: Path, environment: Path | None, base: Mapping[str, str]) -> None:
        self.folder = folder
        self.at = folder / "the repo"
        self.base = dict(base)
        write(self.at, base)
        self.said: list[str] = []
        self._numbers = itertools.count()
        if environment is not None:
            subprocess.run(["cp", "-al", str(environment), str(self.at / ".venv")], check=True)

    def checks(self) -> tuple[Check, ...]:
        """The checks that devflow finds."""
        return find(sorted(self.base), lambda path: self.base[path].encode(), self.at)

    def tree(self, files: Mapping[str, str]) -> Path:
        """A fresh checkout that holds the files."""
        folder = self.folder / f"tree-{next(self._numbers)}"
        write(folder, files)
        return folder

    def candidate(self, edits: Mapping[str, str | None]) -> dict[str, str]:
        """The base's files with the edits; None deletes."""
        files = {**self.base, **{path: text for path, text in edits.items() if text is not None}}
        return {path: text for path, text in files.items() if edits.get(path, "") is not None}

    def measure(
        self,
        edits: Mapping[str, str | None],
        *,
        checks: Sequence[Check] | None = None,
        sandbox: Sandbox | None = None,
        limits: Limits = QUICK,
        supplies: Supplies | None = None,
        nearest: Sequence[str] = (),
        shelf: Shelf | None = None,
        kept: Mapping[str, str] | None = None,
        others: int = 0,
    ) -> CheckReport:
        """What devflow measures of the candidate that the edits make, in a repo with `others` more tests."""
        files = self.candidate(edits)
        subject = Subject(
            candidate=lambda: self.tree(files),
            base=lambda: self.tree(self.base),
            changed=[_changed(path, path in self.base, text is None) for path, text in sorted(edits.items())],
            nearest=nearest,
            kept=lambda: kept or {},
            paths=[*self.base, *(f"tests/test_other_{number}.py" for number in range(others))],
        )
        means = Means(
            at=self.at,
            sandbox=sandbox or Bubblewrap(),
            limits=limits,
            tell=self.said.append,
            supplies=supplies or Supplies(),
            shelf=shelf,
        )
        return measure(self.checks() if checks is None else checks, subject, means)

    def result(self, edits: Mapping[str, str | None], **named: object) -> CheckResult:
        """The first check's result."""
        return self.measure(edits, **named).results[0]  # type: ignore[arg-type]


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, with their folders."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _changed(path: str, existed: bool, deleted: bool) -> ChangedFile:
    verb = Verb.DELETE if deleted else Verb.MODIFY if existed else Verb.CREATE
    return ChangedFile(
        path=path,
        verb=verb,
        old_mode="100644" if existed else "000000",
        new_mode="000000" if deleted else "100644",
        old_blob="",
        new_blob="",
    )
