"""A run's candidate in a folder of its own, to be used by hand, and taking such folders away again."""

from __future__ import annotations

import contextlib
import json
import secrets
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from devflow import checks, folders
from devflow.checks.by_hand import shell_line
from devflow.checks.runners.node import NODE
from devflow.errors import ConfigError, RepoError
from devflow.git.commits import RunCommits
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.store.store import Store
from devflow.store.view import RunView

# -- where the tests of a package with this folder import it from
_SOURCES = "src"
_TOKEN = ".devflow-try"  # noqa: S105 - a file's name


@dataclass(frozen=True)
class Trial:
    """A candidate laid out."""

    run: str
    commit: str
    folder: Path
    commands: tuple[str, ...]
    """Shell lines that use the candidate with the environment of the user's checkout."""


@dataclass(frozen=True)
class _Mark:
    """By which a folder that was laid out is known again: a path may hold something else by now, and a file
    system gives the number of a deleted folder to the next one."""

    path: str
    token: str
    """What stands in the file that was written into the folder."""

    def stands(self) -> bool:
        """Whether the folder is still the one that was laid out."""
        try:
            return (Path(self.path) / _TOKEN).read_text("ascii") == self.token
        except (OSError, ValueError):
            return False


def lay_out(user: UserRepo, store: Store, shown: RunView, into: Path | None) -> Trial:
    """Lay the last candidate of a run out in a new folder; the user's checkout is not touched.

    `into` must not exist yet; without it a folder of the system's temporary ones is made.

    Raises:
        ConfigError: there is no candidate, or `into` exists or lies inside the user's checkout.
        RepoError: the candidate's commit is gone, or cannot be laid out.
        StoreError: another process works on the run.
    """
    run = shown.run.id
    if shown.candidate is None:
        raise ConfigError(f"Run {run} has no candidate yet.", f"`devflow resume {run}` goes on with it.")
    commit = shown.candidate.commit
    with store.hold(run) as room:
        if not RunCommits(room, user).tree(commit):
            hint = f"`devflow resume {run}` makes it again from its receipts."
            raise RepoError(f"The candidate {commit[:12]} of run {run} is no longer kept.", hint)
        repo = RunRepo.open(room, user)
        folder = _wanted(into, user) if into else _temporary(run) / (user.root.name or "checkout")
        try:
            repo.checkout(commit, folder)
        except OSError as error:
            raise ConfigError(f"{folder} cannot be written: {error.strerror or error}.") from None
        _remember(store, run, folder if into else folder.parent)
        commands = tuple(dict.fromkeys(_commands(repo, commit, user.root, folder)))
    return Trial(run, commit, folder, commands)


def take_away(store: Store, run: str) -> tuple[Path, ...]:
    """Delete the folders that were laid out of a run; gives those that were still there.

    A folder that somebody has put in the place of one is left alone.
    """
    gone = []
    for mark in _marks(store, run):
        if mark.stands():
            folders.remove(Path(mark.path))
            gone.append(Path(mark.path))
    _file(store, run).unlink(missing_ok=True)
    return tuple(gone)


def _temporary(run: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"devflow-try-{run}-"))


def _wanted(into: Path, user: UserRepo) -> Path:
    folder = into.resolve()
    if folder.exists():
        raise ConfigError(f"{folder} exists.", "Name a folder that does not exist yet.")
    if folder.is_relative_to(user.root.resolve()) or folder.is_relative_to(user.common_dir):
        raise ConfigError(f"{folder} lies in your checkout.", "Name a folder outside of it.")
    return folder


def _file(store: Store, run: str) -> Path:
    return store.folder / "tries" / f"{run}.json"


def _marks(store: Store, run: str) -> list[_Mark]:
    """What was laid out of a run so far; where that cannot be read nothing is known, so nothing deleted."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return [_Mark(**each) for each in json.loads(_file(store, run).read_text("utf-8"))]
    return []


def _remember(store: Store, run: str, folder: Path) -> None:
    mark = _Mark(str(folder), secrets.token_hex(16))
    (folder / _TOKEN).write_text(mark.token, "ascii")
    marks = [*_marks(store, run), mark]
    file = _file(store, run)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(mark) for mark in marks]), "utf-8")


def _commands(repo: RunRepo, commit: str, at: Path, folder: Path) -> Iterator[str]:
    """How to use the candidate with the environment of the checkout: its own code, tools from there."""
    yield f"cd {shlex.quote(str(folder))}"
    files = repo.objects.tree(commit)
    found = checks.find(files.keys(), lambda path: repo.objects.read(commit, path), at)
    # -- before what is installed, so that an editable install of the checkout does not answer instead
    own = folder / _SOURCES if (folder / _SOURCES).is_dir() else folder
    for check in found:
        if check.runner in NODE:
            yield f"ln -s {shlex.quote(check.environment)} node_modules && npm test"
        elif Path(check.argv[0]).name.startswith("python"):
            yield f"PYTHONPATH={shlex.quote(str(own))} {shell_line(check)}"
        else:
            yield shell_line(check)
