"""Environments that tools keep outside of a checkout are found by what the tools write down."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from devflow.checks.needs.outside import outside_environments


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout, beside a home directory that is looked into."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "PYENV_ROOT", "UV_PROJECT_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "repo").mkdir()
    return tmp_path / "repo"


def environment(folder: Path) -> Path:
    """A folder that looks like a virtual environment."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text("")
    (folder / "bin" / "python").chmod(0o755)
    return folder


def test_poetrys_is_found_by_the_digest_of_the_path(at: Path) -> None:
    mark = base64.urlsafe_b64encode(hashlib.sha256(str(at).encode()).digest()).decode()[:8]
    home = at.parent / "home" / ".cache" / "pypoetry" / "virtualenvs"
    environment(home / "other-AAAAAAAA-py3.11")
    mine = environment(home / f"repo-{mark}-py3.11")
    assert list(outside_environments(at)) == [mine]


def test_pipenvs_is_found_by_the_project_it_names(at: Path) -> None:
    home = at.parent / "home" / ".local" / "share" / "virtualenvs"
    (environment(home / "a") / ".project").write_text("/elsewhere\n")
    mine = environment(home / "b")
    (mine / ".project").write_text(str(at))
    assert list(outside_environments(at)) == [mine]


def test_condas_and_pyenvs_are_found_by_the_name_that_the_repo_gives(at: Path) -> None:
    conda = environment(at.parent / "conda" / "envs" / "shop")
    pyenv = environment(at.parent / "home" / ".pyenv" / "versions" / "shop-3")
    (at / "environment.yml").write_text("name: shop\ndependencies: []\n")
    (at / ".python-version").write_text("shop-3\n")
    (at.parent / "home" / ".conda").mkdir()
    (at.parent / "home" / ".conda" / "environments.txt").write_text(f"/nowhere/shop\n{conda}\n")
    assert list(outside_environments(at)) == [pyenv, conda]


def test_pdms_and_uvs_are_found_where_they_are_said_to_be(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdm, uv = environment(at.parent / "pdm"), environment(at.parent / "uv")
    (at / ".pdm-python").write_text(f"{pdm}/bin/python\n")
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "../uv")
    assert [path.resolve() for path in outside_environments(at)] == [pdm, uv]


def test_nothing_is_found_where_nothing_is(at: Path) -> None:
    (at / ".python-version").write_text("3.11.2\n../../etc\n")
    (at / ".pdm-python").mkdir()
    assert list(outside_environments(at)) == []
