"""Whether git would ignore a path, by the .gitignore files of a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from devflow.guard.change import Entry
from devflow.guard.globs import stepwise

_MAX_BYTES = 200_000
_MAX_PATTERN = 500


@dataclass(frozen=True)
class _Pattern:
    parts: tuple[str, ...]
    """To be matched from the folder of the .gitignore file."""
    only_folders: bool
    brings_back: bool


class Ignores:
    """The .gitignore files of a tree, each read once."""

    def __init__(self, tree: Mapping[str, Entry], read: Callable[[str], bytes]) -> None:
        self._tree, self._read = tree, read
        self._known: dict[str, tuple[_Pattern, ...]] = {}

    def ignores(self, path: str) -> bool:
        """Whether git would pass over the path when it looks for untracked files."""
        parts = path.split("/")
        # -- a file below an ignored folder cannot be brought back
        return any(self._decides(parts[:end], end < len(parts)) for end in range(1, len(parts) + 1))

    def _decides(self, parts: list[str], is_folder: bool) -> bool:
        for depth in range(len(parts) - 1, -1, -1):
            patterns = self._patterns("/".join(parts[:depth]))
            below = parts[depth:]
            for pattern in reversed(patterns):
                if (is_folder or not pattern.only_folders) and stepwise(pattern.parts, below, "**", _matches):
                    return not pattern.brings_back
        return False

    def _patterns(self, folder: str) -> tuple[_Pattern, ...]:
        if folder not in self._known:
            entry = self._tree.get(f"{folder}/.gitignore" if folder else ".gitignore")
            data = self._read(entry.blob) if entry and entry.mode.startswith("100") else b""
            self._known[folder] = tuple(_parsed(data[:_MAX_BYTES].decode(errors="replace")))
        return self._known[folder]


def _parsed(text: str) -> Iterator[_Pattern]:
    for raw in text.removeprefix("\ufeff").split("\n"):
        line = _without_trailing_blanks(raw.removesuffix("\r"))
        if line.startswith("#") or len(line) > _MAX_PATTERN:
            continue
        brings_back = line.startswith("!")
        line = line.removeprefix("!")
        only_folders = line.endswith("/")
        parts = line.removesuffix("/").split("/")
        if parts[0] == "" and len(parts) > 1:
            parts = parts[1:]
        elif len(parts) == 1:
            parts = ["**", *parts]
        if parts[-1] == "**":
            parts.append("*")
        yield _Pattern(tuple(parts), only_folders, brings_back)


def _without_trailing_blanks(line: str) -> str:
    kept = line.rstrip(" ")
    return kept + " " if kept.endswith("\\") and kept != line else kept


def _matches(pattern: str, part: str) -> bool:
    return fnmatchcase(part, _escaped(pattern))


def _escaped(pattern: str) -> str:
    """git's escapes and `[^…]` in the words of fnmatch."""
    words, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            at += 1
            words.append(f"[{pattern[at]}]" if pattern[at] in "*?[" else pattern[at])
        elif char == "[" and pattern[at + 1 : at + 2] == "^":
            at += 1
            words.append("[!")
        else:
            words.append(char)
        at += 1
    return "".join(words)
