"""What is installed for the repo, read as text and never imported: signatures, docstrings, changelogs."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from devflow.facts.packages import Package, in_modules, in_site, plain
from devflow.facts.source import Source
from devflow.handoffs import Quote
from devflow.index.reading.kinds import is_test
from devflow.index.reading.outline import Symbol, outline
from devflow.languages import grammar

_MOST_FILES = 1_500
_SECONDS = 3.0
"""For all lookups of one run in what is installed."""
_ENDINGS = (".py", ".pyi", ".ts", ".js", ".mjs", ".cjs")
_ENVIRONMENTS = (".venv", "venv", "env")
_SIGNATURE = 8
_DOCSTRING = 4
_CHANGES = re.compile(r"(?i)^(changelog|changes|history|news)([._-].*)?$")


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
            found = in_site(site, name)
            if found is not None:
                return found
        return in_modules(self._modules, name)

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
