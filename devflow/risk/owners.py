"""Who owns a path, by a CODEOWNERS file as GitHub reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devflow.guard import matches

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where the file may stand; the first that exists is the one that counts."""

# -- GitHub's own limit: a larger file is not loaded
LARGEST = 3_000_000
_OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")


def owners_of(text: str, path: str) -> tuple[str, ...]:
    """The owners of a path: those of the last line whose pattern speaks of it, perhaps none."""
    owners: tuple[str, ...] = ()
    for pattern, named in _lines(text):
        if any(matches(glob, path) for glob in _globs(pattern)):
            owners = named
    return owners


def _lines(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            continue
        words = _WORD.findall(re.split(r"\s#", line, maxsplit=1)[0])
        # -- GitHub knows neither negation nor ranges here, and skips such a line
        if words and not words[0].startswith("!") and "[" not in words[0]:
            yield words[0], tuple(word for word in words[1:] if _OWNER.fullmatch(word))


def _globs(pattern: str) -> tuple[str, ...]:
    """The pattern as globs from the root: of the path itself, and of everything below a folder so named."""
    pattern = re.sub(r"\\(.)", r"\1", pattern)
    inside = pattern.rstrip("/")
    rooted = inside.lstrip("/")
    if not rooted:
        return ("**",) if pattern == "/" else ()
    if "/" not in inside:
        rooted = f"**/{rooted}"
    below = f"{rooted}/**"
    if pattern.endswith("/"):
        return (below,)
    # -- `docs/*` speaks of what stands directly in docs, and of nothing deeper
    return (rooted,) if rooted.endswith("/*") and rooted != "**/*" else (rooted, below)
