"""What pre-commit has installed: its store, in a home that `devflow setup` made or in the user's own."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devflow.checks.needs.outfit import Outfit
from devflow.checks.parsing import as_yaml
from devflow.sandbox import HOME

_IN_HOME = Path(".cache/pre-commit")
_LOCAL_VERSION = "1"
_MOST_BYTES = 200_000


@dataclass(frozen=True)
class HookStore:
    """One store, read as hostile: what it names is looked for inside of it."""

    folder: Path
    place: Path
    """Where checks find it: its environments know their own paths."""

    def clone(self, repo: dict[str, Any], dependencies: list[str] | None = None) -> Path | None:
        """The folder of a hook's repository at its revision, with what was installed beside it."""
        name = ":".join(filter(None, (str(repo.get("repo")), ",".join(dependencies or ()))))
        version = _LOCAL_VERSION if repo.get("repo") == "local" else str(repo.get("rev"))
        with contextlib.suppress(sqlite3.Error, OSError):
            uri = f"{(self.folder / 'db.db').as_uri()}?mode=ro&immutable=1"
            with contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
                row = db.execute("SELECT path FROM repos WHERE repo = ? AND ref = ?", (name, version))
                for (path,) in row:
                    found = self.folder / Path(str(path)).name
                    return found if found.is_dir() else None
        return None

    def manifest(self, repo: dict[str, Any], hook: dict[str, Any]) -> dict[str, Any]:
        """What a hook's repository says of it; empty for a local one, and where it is not installed."""
        clone = self.clone(repo) if repo.get("repo") not in {"local", "meta"} else None
        if clone is None:
            return {}
        with contextlib.suppress(OSError):
            with (clone / ".pre-commit-hooks.yaml").open("rb") as file:
                said = as_yaml(file.read(_MOST_BYTES))
            for each in said if isinstance(said, list) else ():
                if isinstance(each, dict) and each.get("id") == hook.get("id"):
                    return each
        return {}

    def has_environment(self, repo: dict[str, Any], hook: dict[str, Any]) -> bool:
        """Whether a hook's environment was made to its end."""
        wanted = hook.get("additional_dependencies")
        clone = self.clone(repo, [str(each) for each in wanted] if isinstance(wanted, list) else [])
        return clone is not None and any(clone.glob("*/.install_state_v*"))

    def interpreters(self) -> Iterator[Path]:
        """The Pythons outside of it that its environments stand on."""
        found = {python.resolve() for python in self.folder.glob("repo*/py_env-*/bin/python")}
        yield from sorted(path for path in found if not path.is_relative_to(self.folder.resolve()))


def hook_store(outfit: Outfit | None) -> HookStore:
    """The store that `devflow setup` filled, else the user's own."""
    if outfit is not None and (outfit.home / _IN_HOME / "db.db").is_file():
        return HookStore(outfit.home / _IN_HOME, Path(HOME) / _IN_HOME)
    cache = os.environ.get("XDG_CACHE_HOME")
    own = os.environ.get("PRE_COMMIT_HOME") or (
        Path(cache) / "pre-commit" if cache else Path.home() / _IN_HOME
    )
    return HookStore(Path(own), Path(own))
