"""Which version of a package the repo is pinned to, quoted from its lock and dependency files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from devflow.facts.source import Source, lines_of
from devflow.facts.wanted import normal
from devflow.git.objects import LINK, Objects
from devflow.handoffs import Quote
from devflow.index.reading.kinds import is_test, vendored

_LOCKS = re.compile(
    r"(?i).*requirements.*\.(?:txt|lock)|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|"
    r"package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|Gemfile\.lock|composer\.lock|"
    r"constraints.*\.txt"
)
_MANIFESTS = re.compile(
    r"(?i)pyproject\.toml|setup\.cfg|package\.json|go\.mod|Cargo\.toml|Gemfile|composer\.json|pom\.xml|"
    r"build\.gradle(?:\.kts)?"
)
_MOST_FILES = 20
_LARGEST = 4_000_000
_NAME = re.compile(r"@?[A-Za-z][\w.-]*(?:/[\w.-]+)*")
_VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+)+")
_VERSION_BELOW = re.compile(r"^\s*[\"']?version[\"']?\s*[:=]?\s*[\"']?v?\d", re.IGNORECASE)
_BELOW = 2
"""Lines under a package's name in which its version may stand."""


def pins(objects: Objects, commit: str, packages: Collection[str]) -> Iterator[Quote]:
    """For each package, the place that pins it: of a lock file where there is one, else of a manifest."""
    left = set(packages)
    for source in _sources(objects, commit):
        for number, line in enumerate(source.lines, start=1):
            if not left:
                return
            named = left & {alias for name in _NAME.findall(line) for alias in _aliases(name)}
            last = _pinned(source.lines, number) if named else 0
            quote = source.quote(number, last) if last else None
            if quote is not None:
                yield quote
                left -= named


def _sources(objects: Objects, commit: str) -> Iterator[Source]:
    tree = objects.tree(commit)
    for named in (_LOCKS, _MANIFESTS):
        paths = [
            path
            for path, entry in tree.items()
            if named.fullmatch(path.rpartition("/")[2]) and entry.mode != LINK and 0 < entry.size <= _LARGEST
        ]
        paths = [path for path in paths if not is_test(path) and not vendored(path)]
        paths.sort(key=lambda path: (path.count("/"), path))
        chosen = paths[:_MOST_FILES]
        blobs = objects.blobs(tree[path].blob for path in chosen)
        for path, (_, data) in zip(chosen, blobs, strict=True):
            yield Source(path, lines_of(data), commit)


def _aliases(name: str) -> tuple[str, ...]:
    """What a name in such a file may be meant by: itself, without its version, its last part."""
    plain = name.removeprefix("node_modules/").rstrip(".-")
    return (normal(plain), normal(plain.rpartition("/")[2])) if "/" in plain else (normal(plain),)


def _pinned(lines: Sequence[str], number: int) -> int:
    """The line in which the version of the package named in line `number` stands; 0 for none."""
    if _VERSION.search(lines[number - 1]):
        return number
    for below in range(number + 1, min(number + _BELOW, len(lines)) + 1):
        if _VERSION_BELOW.search(lines[below - 1]):
            return below
    return 0
