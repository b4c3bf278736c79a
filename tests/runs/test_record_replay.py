"""A run recorded once replays offline to the same tree; a changed question is named, not answered wrongly."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import MakeRepo
from tests.support import repos, runs


def recorded(checkout: Path, folder: Path) -> runs.Ended:
    ended = runs.start(checkout, [runs.BREAKS_ADD, runs.MENDS_ADD], "--record", str(folder))
    assert ended.code == 0, ended.err
    return ended


def test_a_recorded_run_replays_to_the_same_tree(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout, folder = git_repo(), tmp_path / "recording"
    first = recorded(checkout, folder).json
    ticket = str(tmp_path / "ticket.md")
    again = runs.devflow(checkout, "run", ticket, "--replay", str(folder), "--json")
    assert again.code == 0, again.err
    trees = [repos.git(checkout, "rev-parse", f"{told['branch']}^{{tree}}") for told in (first, again.json)]
    assert trees[0] == trees[1]
    assert again.json["run"] != first["run"]


def test_another_ticket_is_named_as_changed(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout, folder = git_repo(), tmp_path / "recording"
    recorded(checkout, folder)
    ended = runs.devflow(checkout, "run", "--title", "Something else", "--replay", str(folder))
    assert ended.code == 4
    assert "E_REPLAY_CHANGED" in ended.err
    assert "spec" in ended.err
