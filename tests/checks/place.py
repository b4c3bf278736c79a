"""A user's checkout with a real environment, and fresh trees of base and candidate beside it."""

from __future__ import annotations

import compileall
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from devflow.checks import Check, Shelf, find, measure
from devflow.checks.supplies import Supplies
from devflow.handoffs import ChangedFile, CheckReport, CheckResult, Verb
from devflow.sandbox import Bubblewrap, Limits, Sandbox

_PACKAGES = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")
QUICK = Limits(seconds=20, memory=1 << 30, processes=64, disk=256 << 20)


def make_environment(folder: Path, packages: Sequence[str] = _PACKAGES) -> Path:
    """A virtual environment with pytest in it, made without the network."""
    home = Path(sys.base_prefix) / "bin"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = folder / "lib" / version / "site-packages"
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    (folder / "bin" / "python").symlink_to(home / version)
    source = Path(pytest.__file__).parent.parent
    for name in packages:
        ignore = shutil.ignore_patterns("__pycache__")
        for found in [source / name, *source.glob(f"{name}-*.dist-info")]:
            shutil.copytree(found, site / found.name, ignore=ignore)
    shutil.copy(source / "py.py", site)
    compileall.compile_dir(site, quiet=1, rx=re.compile("lexers|styles|formatters"))
    return folder


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
    ) -> CheckReport:
        """What devflow measures of the candidate that the edits make."""
        files = self.candidate(edits)
        return measure(
            self.checks() if checks is None else checks,
            candidate=lambda: self.tree(files),
            base=lambda: self.tree(self.base),
            at=self.at,
            changed=[_changed(path, path in self.base, text is None) for path, text in sorted(edits.items())],
            nearest=nearest,
            sandbox=sandbox or Bubblewrap(),
            limits=limits,
            tell=self.said.append,
            supplies=supplies,
            shelf=shelf,
        )

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
