"""Looks at git, the repository, configuration, sandbox, models and checks; writes nothing of the user's."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from devflow import config, wiring
from devflow.config import Config
from devflow.doctor.facts import Diagnosis, Finding
from devflow.doctor.models import look_at_models
from devflow.doctor.needs import Needs
from devflow.doctor.questions import answer_all
from devflow.doctor.settings import settings_of
from devflow.errors import DevflowError
from devflow.git.command import git
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.sandbox import Sandbox
from devflow.store.store import Store

_OLDEST_GIT = (2, 30)
_NAMED = 5


@dataclass
class _Place:
    """Where the doctor was called, as far as it could be understood."""

    user: UserRepo | None = None
    base: str = ""
    config: Config = field(default_factory=Config)


def examine(
    start: Path, isolation: Sandbox | None = None, probing: Callable[[str], None] | None = None
) -> Diagnosis:
    """Everything that decides whether a run can start in the folder `start`.

    `isolation` is what the configuration's sandbox stands for, where it is not what is found here. The models
    of this machine are probed where `probing` is given, which is told what is asked.
    """
    place = _Place()
    findings = [_git(), *_repository(start, place), *_configuration(place)]
    sandbox = _sandbox(place.config, isolation or wiring.sandbox(place.config))
    findings += [sandbox, *dict.fromkeys(look_at_models(place.config, os.environ, probing))]
    needs = Needs(place.user, place.base, place.config) if place.user and place.base else None
    findings += needs.findings() if needs else ()
    answers = answer_all(place.config, sandbox, needs.ready if needs else ())
    return Diagnosis(tuple(findings), settings_of(place.config), answers)


def _git() -> Finding:
    try:
        said = git(None, "--version").stdout.decode(errors="replace").strip()
    except DevflowError as error:
        return Finding("git", "missing", error.message, error.hint)
    numbers = re.search(r"(\d+)\.(\d+)", said)
    if numbers and (int(numbers[1]), int(numbers[2])) >= _OLDEST_GIT:
        return Finding("git", "ok", said)
    return Finding("git", "missing", f"{said} is too old.", "Install git 2.30 or newer.")


def _repository(start: Path, place: _Place) -> Iterator[Finding]:
    """The repository's findings; fills in what is found of the place."""
    try:
        place.user = UserRepo.find(start)
        place.base = place.user.resolve()
        if (place.user.state / "devflow.db").exists():
            Store(place.user.state).runs(1)
    except DevflowError as error:
        yield Finding("repository", "missing", error.message, error.hint)
        return
    yield Finding("repository", "ok", f"{place.user.root}, base {place.base[:12]}")
    dirty = _dirty(place.user, place.base)
    if dirty:
        named = ", ".join(dirty[:_NAMED]) + (f" and {len(dirty) - _NAMED} more" if dirty[_NAMED:] else "")
        said = f"{len(dirty)} changed and not committed, so not in the base: {named}"
        yield Finding("repository", "note", said, "Commit what a run should start from.")


def _dirty(user: UserRepo, base: str) -> tuple[str, ...]:
    """Changed tracked files; asked in a git directory of our own, outside of the user's."""
    with tempfile.TemporaryDirectory(prefix="devflow-doctor-") as room:
        try:
            return RunRepo.open(Path(room) / "run", user).dirty(base)
        except DevflowError:
            return ()


def _configuration(place: _Place) -> Iterator[Finding]:
    """Whether the configuration can be used; fills it in."""
    try:
        theirs = None
        if place.user is not None and place.base:
            theirs = Objects(place.user.git_dir).read(place.base, config.REPO_FILE)
        place.config = config.load(theirs, os.environ, {}, place.user.root if place.user else None)
    except DevflowError as error:
        yield Finding("configuration", "missing", error.message, error.hint)
    except OSError as error:
        yield Finding("configuration", "missing", f"{config.user_file()}: {error.strerror}.")


def _sandbox(settings: Config, isolation: Sandbox) -> Finding:
    if settings.sandbox == "none":
        said = "off: the repo's tests run with your rights"
        return Finding("sandbox", "note", said, f'{settings.sources.get("sandbox")} says sandbox = "none".')
    try:
        isolation.probe()
    except DevflowError as error:
        return Finding("sandbox", "missing", error.message, error.hint)
    return Finding("sandbox", "ok", f"{isolation.name}, every control tried from inside")
