"""Fixtures of every room: no home directory, no git environment, real repositories in tmp_path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from tests.support import repos

_HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY")


class MakeRepo(Protocol):
    """Makes a repository with one commit that holds the files, and gives its checkout."""

    def __call__(self, files: Mapping[str, str | bytes] | None = None, name: str = "repo") -> Path: ...


@pytest.fixture(scope="session", autouse=True)
def _no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every default path under a home directory raises NotADirectoryError when it is opened or made."""
    nowhere = tmp_path_factory.mktemp("no-home") / "a-file-in-place-of-a-home"
    nowhere.write_text("no test writes to a home directory\n")
    with pytest.MonkeyPatch.context() as patch:
        for name in [*_KEYS, *(name for name in os.environ if name.startswith(("GIT_", "DEVFLOW_")))]:
            patch.delenv(name, raising=False)
        for name in _HOMES:
            patch.setenv(name, str(nowhere))
        for name, value in repos.GIT_ENV.items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def git_repo(tmp_path: Path) -> MakeRepo:
    """Make real repositories in tmp_path: `git_repo({"app.py": "..."}, name="other")`."""

    def make(files: Mapping[str, str | bytes] | None = None, name: str = "repo") -> Path:
        return repos.make(tmp_path / name, repos.SAMPLE if files is None else files)

    return make
