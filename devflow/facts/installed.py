"""What is installed for the repo, read as text and never imported: signatures, docstrings, changelogs."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow.facts.source import Source, lines_of
from devflow.facts.wanted import normal
from devflow.handoffs import Quote
from devflow.index.reading.kinds import is_test
from devflow.index.reading.outline import Symbol, outline
from devflow.languages import grammar

_MOST_FILES = 1_500
_MOST_PACKAGES = 3_000
_LARGEST = 1_000_000
_SECONDS = 3.0
"""For all lookups of one run in what is installed."""
_ENDINGS = (".py", ".pyi", ".ts", ".js", ".mjs", ".cjs")
_ENVIRONMENTS = (".venv", "venv", "env")
_SIGNATURE = 8
_DOCSTRING = 4
_CHANGES = re.compile(r"(?i)^(changelog|changes|history|news)([._-].*)?$")


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


class Installed:
    """The packages in some site-packages folders and in a node_modules folder."""

    def __init__(self, sites: Sequence[Path], modules: Path) -> None:
        self._sites, self._modules = tuple(sites), modules
        self._ends = time.monotonic() + _SECONDS

    @classmethod
    def beside(cls, checkout: Path) -> Installed:
        """What is installed in a checkout: in its virtual environment and its node_modules."""
        sites = [
            site
            for name in _ENVIRONMENTS
            if (checkout / name / "pyvenv.cfg").is_file()
            for site in sorted((checkout / name).glob("lib/python3*/site-packages"))
        ]
        return cls(sites, checkout / "node_modules")

    def package(self, name: str) -> Package | None:
        """The package that is imported or distributed under this name; None where its version is unknown."""
        if not re.fullmatch(r"@?[A-Za-z_][\w.-]*(?:/[\w.-]+)?", name):
            return None
        for site in self._sites:
            found = _in_site(site, name)
            if found is not None:
                return found
        return _in_modules(self._modules, name)

    def definitions(self, package: Package, name: str) -> Iterator[Quote]:
        """Signature and first words of documentation of what the package defines under this name."""
        path = [part for part in re.split(r"\.|::|#", name.rstrip("()")) if part]
        wanted = path[-1].encode()
        for file in _files(package.root):
            if time.monotonic() > self._ends:
                return
            data = plain(file, package.home)
            if data is None or wanted not in data:
                continue
            known = grammar(file.name)
            for symbol in outline(data, known).symbols if known else ():
                if symbol.name == path[-1] and _fits(symbol, path[:-1], package):
                    source = package.source(file)
                    quote = source.quote(symbol.first_line, _last(source, symbol)) if source else None
                    if quote is not None:
                        yield quote

    def changes(self, package: Package, name: str) -> Iterator[Quote]:
        """Lines of the package's own changelog that hold the name."""
        folder = package.root if package.root.is_dir() else package.home
        for file in sorted(entry for entry in folder.iterdir() if _CHANGES.match(entry.name)):
            source = package.source(file)
            for number, line in enumerate(source.lines if source else (), start=1):
                quote = source.quote(number) if source and name in line else None
                if quote is not None:
                    yield quote

    def read(self, name: str, version: str, path: str) -> list[str] | None:
        """The lines of a file that a citation names; None where that version is not installed."""
        package = self.package(name)
        if package is None or package.version != version or ".." in Path(path).parts:
            return None
        source = package.source(package.home / path)
        return list(source.lines) if source else None


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


def _in_site(site: Path, name: str) -> Package | None:
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


def _in_modules(modules: Path, name: str) -> Package | None:
    root = modules / name
    data = plain(root / "package.json", modules) if ".." not in name else None
    try:
        version = json.loads(data)["version"] if data is not None else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Package(name, version, modules, root) if isinstance(version, str) else None


def _files(root: Path) -> Iterator[Path]:
    """The sources of a package, the shallow and public ones first; tests are left out."""
    if root.is_file():
        yield root
        return
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each != "node_modules" and not each.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if name.endswith(_ENDINGS)]
        if len(found) > _MOST_FILES:
            break
    kept = [file for file in found[:_MOST_FILES] if not is_test(file.relative_to(root).as_posix())]
    yield from sorted(kept, key=lambda file: (_private(file, root), len(file.parts), file.as_posix()))


def _private(file: Path, root: Path) -> bool:
    return any(part.startswith("_") and part != "__init__.py" for part in file.relative_to(root).parts)


def _fits(symbol: Symbol, around: Sequence[str], package: Package) -> bool:
    """Whether what is named around a symbol is its class, or only the package and its modules."""
    container = symbol.container.rpartition(".")[2]
    if not around or around[-1] == container:
        return True
    return not container and around[0] in (package.name, package.root.stem)


def _last(source: Source, symbol: Symbol) -> int:
    """The last line of a definition's signature and of the first words of its documentation."""
    last = symbol.first_line
    limit = min(symbol.first_line + _SIGNATURE, symbol.last_line)
    while last < limit and not source.lines[last - 1].rstrip().endswith((":", "{", ";", "...")):
        last += 1
    below = source.lines[last].lstrip() if last < min(symbol.last_line, len(source.lines)) else ""
    if not below.startswith(('"', "'", 'r"')):
        return last
    for number in range(last + 1, min(last + _DOCSTRING, symbol.last_line) + 1):
        text = source.lines[number - 1].strip()
        if not text:
            return number - 1
        last = number
        if text.endswith(('"""', "'''")) and (number > last or len(text) > 3):
            break
    return last
