"""`devflow try`: the candidate is laid out elsewhere, is the one that runs, and is taken away again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import repos, runs
from tests.support.digest import untouched


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    checkout = repos.make(tmp_path_factory.mktemp("try") / "repo", repos.SAMPLE)
    begun = runs.start(checkout, [runs.GOOD])
    assert begun.code == 0, begun.err
    return checkout


def test_the_printed_commands_run_the_candidate_and_not_the_checkout(ready: Path, tmp_path: Path) -> None:
    with untouched(ready):
        laid = runs.devflow(ready, "try", "last", "--into", str(tmp_path / "new"), "--json").json
        enter, test = laid["commands"][:2]
        done = subprocess.run(
            ("sh", "-c", f"{enter} && {test}"), capture_output=True, text=True, check=False, cwd=ready
        )
        assert "2 passed" in done.stdout, done.stdout + done.stderr
    assert "def subtract" in (tmp_path / "new" / "app.py").read_text()
    assert "def subtract" not in (ready / "app.py").read_text()


def test_a_linter_is_started_as_a_person_types_it(tmp_path: Path) -> None:
    checkout = repos.make(tmp_path / "repo", {**repos.SAMPLE, "ruff.toml": ""})
    venv = checkout / ".venv"
    (venv / "lib" / "python3.11" / "site-packages" / "ruff").mkdir(parents=True)
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\n")
    assert runs.start(checkout, [runs.GOOD], "--check", "true").code == 0
    commands = runs.devflow(checkout, "try", "last", "--into", str(tmp_path / "new"), "--json").json[
        "commands"
    ]
    (ruff,) = [command for command in commands if "-m ruff" in command]
    assert ruff.endswith("-m ruff check")


def test_what_was_laid_out_is_taken_away_and_nothing_else(ready: Path, tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("kept", "gone")]
    for place in places:
        assert runs.devflow(ready, "try", "--into", str(place)).code == 0
    temporary = Path(runs.devflow(ready, "try", "last", "--json").json["folder"])
    assert (temporary / "app.py").exists()
    shutil.rmtree(places[0])
    places[0].mkdir()
    (places[0] / "letter.txt").write_text("mine")
    cleaned = runs.devflow(ready, "try", "last", "--clean", "--json").json["removed"]
    assert {str(places[1]), str(temporary.parent)} <= set(cleaned)
    assert (places[0] / "letter.txt").read_text() == "mine"
    assert not places[1].exists()
    assert not temporary.parent.exists()


def test_a_folder_that_exists_or_lies_in_the_checkout_is_refused(ready: Path, tmp_path: Path) -> None:
    with untouched(ready):
        for place in (tmp_path, ready / "inside", ready / ".git" / "inside"):
            ended = runs.devflow(ready, "try", "--into", str(place))
            assert (ended.code, "[E_CONFIG]" in ended.err) == (2, True)
