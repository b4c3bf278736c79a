"""The packages of a repo that holds several, and which of them a patch concerns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from devflow.checks.check import Read
from devflow.checks.parsing import as_json

_MOST = 200
_PYTHON = ("pyproject.toml", "setup.py", "setup.cfg")
_WHOLE = (*_PYTHON, "pytest.ini", "tox.ini", "conftest.py")
"""By one of these, Python's tests belong to the root."""
_PNPM = re.compile(r"^\s*-\s*['\"]?([^'\"#\s]+)['\"]?\s*$", re.MULTILINE)
_NAME = re.compile(r"^\s*name\s*=\s*['\"]([\w.-]+)['\"]", re.MULTILINE)


@dataclass(frozen=True)
class Member:
    """One package of several."""

    folder: str
    name: str = ""
    python: bool = False
    needs: frozenset[str] = frozenset()
    """Names of packages that it depends on, of this repo or not."""


def members(paths: Collection[str], read: Read) -> tuple[Member, ...]:
    """The packages in folders of the repo: workspaces of npm, pnpm and yarn, and Python's where the root is
    none itself."""
    folders = _folders(paths, "package.json")
    patterns = _workspaces(read("package.json") if "package.json" in paths else None)
    if "pnpm-workspace.yaml" in paths:
        patterns += _PNPM.findall((read("pnpm-workspace.yaml") or b"").decode(errors="replace"))
    found = [_node(folder, read) for folder in folders if _named(folder, patterns)]
    if not any(name in paths for name in _WHOLE):
        python = sorted({folder for name in _PYTHON for folder in _folders(paths, name)})
        found += [_python(folder, paths, read) for folder in python if not _inside(folder, python)]
    return tuple(found[:_MOST])


def concerned(found: Iterable[Member], changed: Collection[str]) -> tuple[Member, ...]:
    """The packages that a patch touches, and those that depend on them, however far.

    A file outside of all packages concerns each of them.
    """
    every = tuple(found)
    owners = [_owner(path, every) for path in changed]
    if not all(owners):
        return every
    names = {owner.name for owner in owners if owner and owner.name}
    folders = {owner.folder for owner in owners if owner}
    for _ in every:
        more = {member.name for member in every if member.needs & names and member.name} - names
        if not more:
            break
        names |= more
    return tuple(m for m in every if m.folder in folders or m.name in names or m.needs & names)


def _owner(path: str, every: tuple[Member, ...]) -> Member | None:
    inside = [member for member in every if path.startswith(f"{member.folder}/")]
    return max(inside, key=lambda member: len(member.folder), default=None)


def _folders(paths: Collection[str], name: str) -> list[str]:
    return sorted(path[: -len(name) - 1] for path in paths if path.endswith(f"/{name}"))


def _workspaces(data: bytes | None) -> list[str]:
    said = as_json(data).get("workspaces")
    if isinstance(said, dict):
        said = said.get("packages")
    return [pattern for pattern in said if isinstance(pattern, str)] if isinstance(said, list) else []


def _named(folder: str, patterns: list[str]) -> bool:
    """Whether the patterns of a workspace name the folder; a star stands for one level, two for any."""
    for pattern in patterns:
        plain = pattern.removeprefix("./").rstrip("/")
        levels = "**" in plain or plain.count("/") == folder.count("/")
        if levels and fnmatchcase(folder, plain) and f"!{pattern}" not in patterns:
            return True
    return False


def _node(folder: str, read: Read) -> Member:
    package = as_json(read(f"{folder}/package.json"))
    needs: set[str] = set()
    for kind in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
        said = package.get(kind)
        needs |= {*said} if isinstance(said, dict) else set()
    name = package.get("name")
    return Member(folder, name if isinstance(name, str) else "", needs=frozenset(needs))


def _python(folder: str, paths: Collection[str], read: Read) -> Member:
    """Its needs are the words of its project file: what they name of this repo is what matters."""
    files = [f"{folder}/{name}" for name in _PYTHON if f"{folder}/{name}" in paths]
    text = "\n".join((read(path) or b"").decode(errors="replace") for path in files)
    said = _NAME.search(text)
    name = said[1] if said else ""
    return Member(folder, name, python=True, needs=frozenset(re.findall(r"[\w.-]+", text)) - {name})


def _inside(folder: str, others: Iterable[str]) -> bool:
    return any(folder.startswith(f"{other}/") for other in others)
