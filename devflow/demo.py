"""The demo: a small repository, a ticket for it and recorded replies, made in a folder of their own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from devflow import assets
from devflow.errors import ConfigError
from devflow.git.command import git

_CACHES = ("__pycache__", ".pytest_cache", ".ruff_cache")
# -- fixed, so that every demo has the same commit
_WHEN = "2026-03-02T09:00:00 +0000"
_WHO = {"NAME": "Records Team", "EMAIL": "records@example.org", "DATE": _WHEN}


@dataclass(frozen=True)
class DemoRepo:
    """Where the demo lies."""

    root: Path
    """The checkout of the records app, clean, on branch main with one commit."""
    ticket: Path
    replies: Path
    """Recorded replies, in the format of `devflow run --script`."""


def require_pytest(path: str) -> None:
    """Go no further where none of these folders has the runner of the demo's tests: its checks could not run.

    Raises:
        ConfigError: it is not there.
    """
    if shutil.which("pytest", path=path) is None:
        hint = "pipx inject devflow pytest ruff\nor, in devflow's own checkout: make demo"
        raise ConfigError("The demo's tests need pytest, which is not installed beside devflow.", hint)


def create(folder: Path) -> DemoRepo:
    """Write the demo into a folder that is absent or empty.

    Raises:
        ConfigError: the folder holds something, or cannot be written.
        RepoError: git is missing.
    """
    source = assets.folder() / "demo"
    demo = DemoRepo(folder / "records", folder / "ticket.md", folder / "replies.jsonl")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ConfigError(f"{folder} is not empty.", "Name a folder that does not exist yet.")
        for file in _files(source / "repo"):
            _copy(file, demo.root / file.relative_to(source / "repo"))
        for path in (demo.ticket, demo.replies):
            _copy(source / path.name, path)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror or error}.") from None
    _commit(demo.root)
    return demo


def _files(source: Path) -> list[Path]:
    found = (file for file in source.rglob("*") if file.is_file())
    return sorted(file for file in found if not set(_CACHES) & set(file.parts))


def _copy(file: Path, target: Path) -> None:
    """Bytes only: an installed file may be read-only, the copy is the user's to change."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.read_bytes())


def _commit(root: Path) -> None:
    who = {f"GIT_{role}_{name}": value for role in ("AUTHOR", "COMMITTER") for name, value in _WHO.items()}
    git(None, "init", "--quiet", "--template=", "--initial-branch=main", cwd=root)
    for name in ("NAME", "EMAIL"):
        git(None, "config", f"user.{name.lower()}", _WHO[name], cwd=root)
    git(None, "add", "--all", cwd=root)
    git(None, "commit", "--quiet", "--message=Show payments on a page, with filters", env=who, cwd=root)
