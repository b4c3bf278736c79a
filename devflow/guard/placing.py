"""Judging a set of paths against the base's tree: twins, links, submodules, files that become folders."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from devflow.errors import ScopeError
from devflow.guard.change import LINK, SUBMODULE, Entry
from devflow.guard.wording import said

Objection = tuple[str, str, str]
"""A code, the path it is about, and what is so."""


@dataclass
class Placing:
    """The paths that a set of edits writes and deletes, on the tree they fall on."""

    written: Sequence[str]
    deleted: Sequence[str]
    tree: Mapping[str, Entry]

    @cached_property
    def kept(self) -> frozenset[str]:
        """What the base holds and the edits do not delete."""
        return frozenset(self.tree) - frozenset(self.deleted)

    @cached_property
    def result(self) -> frozenset[str]:
        """Every path after the edits."""
        return self.kept | frozenset(self.written)


def judge_edits(
    paths: Sequence[str],
    tree: Mapping[str, Entry],
    deleted: Sequence[str] = (),
    rules: Sequence[Callable[[Placing], Iterator[Objection]]] | None = None,
) -> None:
    """Pass when `paths` (to be written) and `deleted` can stand on the base's tree.

    Raises:
        ScopeError: E_EDIT_CONFLICT, E_PATH_SYMLINK, E_MODE, E_TYPE_CHANGE, E_PATH_COLLISION or
            E_EMBEDDED_REPO.
    """
    placing = Placing(paths, deleted, tree)
    for rule in EDIT_RULES if rules is None else rules:
        for code, path, what in rule(placing):
            raise ScopeError(f"The path `{said(path)}` {what}.", code=code)


def _duplicates(placing: Placing) -> Iterator[Objection]:
    counts = Counter((*placing.written, *placing.deleted))
    for path, count in counts.items():
        if count > 1:
            yield "E_EDIT_CONFLICT", path, f"is edited {count} times"


def _links(placing: Placing) -> Iterator[Objection]:
    for path in (*placing.written, *placing.deleted):
        for folder in _folders(path):
            mode = placing.tree[folder].mode if folder in placing.tree else ""
            if mode == LINK:
                yield "E_PATH_SYMLINK", path, f"lies behind the symbolic link `{said(folder)}`"
            if mode == SUBMODULE:
                yield "E_MODE", path, f"lies in the submodule `{said(folder)}`"
    for path in placing.written:
        mode = placing.tree[path].mode if path in placing.tree else ""
        if mode == LINK:
            yield "E_PATH_SYMLINK", path, "is a symbolic link"
        if mode == SUBMODULE:
            yield "E_MODE", path, "is a submodule"


def _types(placing: Placing) -> Iterator[Objection]:
    files = frozenset(placing.tree) | frozenset(placing.written)
    created = [path for path in placing.written if path not in placing.tree]
    folders = {folder for path in placing.tree for folder in _folders(path)} if created else set()
    for path in placing.written:
        if path in folders:
            yield "E_TYPE_CHANGE", path, "is a folder in the base"
        for folder in _folders(path):
            if folder in files and not _is_special(placing.tree, folder):
                yield "E_TYPE_CHANGE", path, f"would turn the file `{said(folder)}` into a folder"


def _collisions(placing: Placing) -> Iterator[Objection]:
    # -- twins that the base already holds are its own business: only new names are judged
    created = [path for path in placing.written if path not in placing.tree]
    if not created:
        return
    base = _names(placing.tree)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for name in _names(placing.result):
        known[_folded(name)].add(name)
    for path in created:
        for name in (*_folders(path), path):
            twins = known[_folded(name)] - {name}
            if twins and name not in base:
                twin = said(min(twins))
                yield "E_PATH_COLLISION", path, f"differs from `{twin}` only in case or in Unicode form"
                break


def _embedded_repo(placing: Placing) -> Iterator[Objection]:
    result = {path.casefold() for path in placing.result}
    heads = {path[: -len("head")] for path in result if path == "head" or path.endswith("/head")}
    if not heads:
        return
    inside = {folder for path in result for folder in _folders(path)}
    for root in heads:
        parts = [name for name in ("objects", "refs") if root + name in inside]
        if len(parts) == 2 or root + "commondir" in result or (parts and root + "config" in result):
            yield from _touched(placing, root)


def _touched(placing: Placing, root: str) -> Iterator[Objection]:
    own = tuple(root + name for name in ("head", "config", "commondir", "objects/", "refs/", "packed-refs"))
    for path in placing.written:
        if path.casefold().startswith(own):
            yield "E_EMBEDDED_REPO", path, "belongs to a git repository inside the repository"


def _names(paths: Iterable[str]) -> set[str]:
    """The paths and every folder on their way."""
    return {name for path in paths for name in (path, *_folders(path))}


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def _folded(path: str) -> str:
    """What a file system that ignores case and Unicode form makes of a name."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _is_special(tree: Mapping[str, Entry], path: str) -> bool:
    return path in tree and tree[path].mode in (LINK, SUBMODULE)


EDIT_RULES: tuple[Callable[[Placing], Iterator[Objection]], ...] = (
    _duplicates,
    _links,
    _types,
    _collisions,
    _embedded_repo,
)
"""Every control on a set of paths; the first that objects decides the code."""
