"""Packages that are installed for a repo, found by name; their files are read as text, never past a link."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow.facts.source import Source, lines_of
from devflow.facts.wanted import normal

_MOST_PACKAGES = 3_000
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package."""

    name: str
    version: str
    home: Path
    """What paths in citations begin at."""
    root: Path
    """Its folder, or its one file."""

    def source(self, path: Path) -> Source | None:
        """A file of it; None for one that is no plain file or too large."""
        data = plain(path, self.home)
        where = f"{self.name}=={self.version} {path.relative_to(self.home).as_posix()}"
        return Source(where, lines_of(data)) if data is not None else None


def in_site(site: Path, name: str) -> Package | None:
    """The package in a site-packages folder that is imported or distributed under this name."""
    try:
        records = sorted(entry.name for entry in site.iterdir() if entry.name.endswith(".dist-info"))
    except OSError:
        return None
    by_name = {normal(entry.rpartition("-")[0].rpartition("-")[0]): entry for entry in records}
    record = by_name.get(normal(name)) or _providing(site, records[:_MOST_PACKAGES], name)
    if record is None:
        return None
    distribution, version = record.removesuffix(".dist-info").rsplit("-", 1)
    for module in (name, *_top_level(site / record), normal(name).replace("-", "_")):
        for root in (site / module, site / f"{module}.py"):
            if root.exists():
                return Package(distribution, version, site, root)
    return None


def _providing(site: Path, records: Sequence[str], module: str) -> str | None:
    """The distribution that says it provides a module of this name."""
    if not (site / module).exists() and not (site / f"{module}.py").exists():
        return None
    return next((record for record in records if module in _top_level(site / record)), None)


def _top_level(record: Path) -> list[str]:
    data = plain(record / "top_level.txt", record) or b""
    return [name for name in data.decode("utf-8", "replace").split() if re.fullmatch(r"\w+", name)]


def in_modules(modules: Path, name: str) -> Package | None:
    """The package of this name in a node_modules folder."""
    root = modules / name
    data = plain(root / "package.json", modules) if ".." not in name else None
    try:
        version = json.loads(data)["version"] if data is not None else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Package(name, version, modules, root) if isinstance(version, str) else None


def plain(path: Path, within: Path) -> bytes | None:
    """The bytes of a regular file of moderate size below a folder; None for anything else."""
    try:
        if not path.resolve().is_relative_to(within.resolve()):
            return None
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            known = os.fstat(file.fileno())
            return file.read() if stat.S_ISREG(known.st_mode) and known.st_size <= _LARGEST else None
    except (OSError, ValueError):
        return None
