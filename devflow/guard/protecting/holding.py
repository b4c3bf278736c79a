"""Holding what decides how the repo is tested, whatever the scope, and showing what it newly depends on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from devflow.guard.change import Change
from devflow.guard.globs import matches
from devflow.guard.ignored import Ignores
from devflow.guard.protecting.manifests import Unreadable, changed_parts, is_dependency_file
from devflow.guard.protecting.protected_paths import RUNNERS, SHADOW
from devflow.guard.protecting.protection import protected
from devflow.handoffs import ChangedFile, Finding, Verb

_IMPORT_ROOTS = ("", "src", "lib", "python")


def protected_files(change: Change) -> Iterator[Finding]:
    """Hold every protected file."""
    for file in change.files:
        kind = protected(file.path)
        if kind and not (kind == SHADOW and _is_the_runner_itself(change, file.path)):
            message = f"Protected file ({kind}): a person accepts it by name."
            yield Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")


def protected_here(
    patterns: Sequence[str], files: Sequence[ChangedFile], found: Sequence[Finding]
) -> list[Finding]:
    """What a repository's own configuration protects, where nothing built in holds the same path already."""
    held = {finding.path for finding in found if finding.code == "E_PROTECTED_PATH"}
    message = "Protected by `scope.protect`: a person accepts it by name."
    return [
        Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")
        for file in files
        if file.path not in held and any(matches(pattern, file.path) for pattern in patterns)
    ]


def _is_the_runner_itself(change: Change, path: str) -> bool:
    """Whether the repo is that runner: its package is in the base, so nothing new comes before another."""
    roots = [path[: path.index(f"{name}/")] + name for name in RUNNERS if f"{name}/" in path]
    return any(f"{root}/__init__.py" in change.tree for root in roots)


def manifests(change: Change) -> Iterator[Finding]:
    """Hold changed test, lint and build parts of a manifest; show changed dependencies."""
    for file in change.files:
        if not change.examined(file):
            continue
        try:
            parts = changed_parts(file.path, change.before(file), change.after(file))
        except Unreadable:
            message = "The manifest cannot be parsed on both sides, so all of it counts as protected."
            yield Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")
            continue
        if parts:
            held = [key for key, part in parts.items() if part == "protected"]
            shown = [key for key, part in parts.items() if part == "dependency"]
            yield from _of_parts(file, held, shown)


def _of_parts(file: ChangedFile, held: list[str], shown: list[str]) -> Iterator[Finding]:
    if held:
        message = f"Protected parts of a manifest change: {_some(held)}."
        yield Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")
    if shown:
        message = f"What the repo depends on changes: {_some(shown)}."
        yield Finding(code="E_DEPENDENCY", path=file.path, message=message, level="shown")


def dependency_files(change: Change) -> Iterator[Finding]:
    """Show changed requirement and lock files."""
    for file in change.files:
        if is_dependency_file(file.path):
            message = "The file names or pins what the repo depends on."
            yield Finding(code="E_DEPENDENCY", path=file.path, message=message, level="shown")


def ignored_paths(change: Change) -> Iterator[Finding]:
    """Hold a new file that git ignores: no status would ever show what becomes of it."""
    ignores = Ignores(change.tree, change.read)
    for file in change.files:
        if file.verb is Verb.CREATE and ignores.ignores(file.path):
            message = "The repo's .gitignore leaves this path out of what git shows."
            yield Finding(code="E_IGNORED_PATH", path=file.path, message=message, level="held")


def shadows(change: Change) -> Iterator[Finding]:
    """Hold a new top-level module that Python would import in place of its own standard library."""
    for file in change.files:
        if file.verb is not Verb.CREATE:
            continue
        folder, _, name = file.path.rpartition("/")
        if name == "__init__.py":
            folder, _, name = folder.rpartition("/")
            name += ".py"
        if folder in _IMPORT_ROOTS and name.endswith(".py") and name[:-3] in sys.stdlib_module_names:
            message = f"The new module would be imported in place of the standard library's `{name[:-3]}`."
            yield Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")


def _some(keys: list[str]) -> str:
    more = f" and {len(keys) - 8} more" if len(keys) > 8 else ""
    return ", ".join(f"`{key}`" for key in keys[:8]) + more
