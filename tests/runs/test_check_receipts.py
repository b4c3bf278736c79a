"""A red receipt of checks serves while its environment is the same; when it is not, nothing is paid again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import runs
from tests.support.kept import holds, steps

# -- red for a candidate that has `subtract`, unless the file that git does not hold says ok
CHECK = "grep -q subtract app.py && ! grep -q ok .env && exit 1; exit 0"


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    (tmp_path / "home" / "devflow").mkdir(parents=True)
    (tmp_path / "home" / "devflow" / "config.toml").write_text('[checks]\ncarry = [".env"]\n')
    return {"XDG_CONFIG_HOME": str(tmp_path / "home")}


@pytest.fixture
def red(git_repo: MakeRepo, home: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run whose two attempts were red, in an environment that can be mended."""
    monkeypatch.setenv("XDG_CONFIG_HOME", home["XDG_CONFIG_HOME"])
    checkout = git_repo()
    (checkout / ".env").write_text("no\n")
    ended = runs.start(checkout, [runs.BREAKS_ADD, runs.MENDS_ADD], "--check", CHECK, "--attempts", "2")
    assert (ended.code, ended.json["state"]) == (1, "not_fit"), ended.err
    return checkout


def test_it_is_reused_while_nothing_has_changed(red: Path) -> None:
    worked = steps(red, "receipts")
    assert runs.devflow(red, "resume").code == 1
    assert steps(red, "receipts") == worked


def test_a_mended_environment_is_noticed_and_measured(red: Path) -> None:
    calls = steps(red, "calls")
    (red / ".env").write_text("ok\n")
    ended = runs.devflow(red, "resume", "--json")
    assert (ended.code, ended.json["state"]) == (0, "ready"), ended.err
    assert steps(red, "calls") == calls
    assert holds(red) == ""


def test_one_that_is_no_better_pays_for_no_patch_again(red: Path) -> None:
    calls = steps(red, "calls")
    (red / ".env").write_text("still no\n")
    ended = runs.devflow(red, "resume")
    assert (ended.code, "guard     kept from before" in ended.err) == (1, True), ended.err
    assert steps(red, "calls") == calls
    assert holds(red) == ""
