"""A run recorded once replays offline to the same tree; a changed question is named, not answered wrongly."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MakeRepo
from tests.models.fake import say, serving
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


def test_what_a_server_answered_replays_to_the_same_tree_with_the_network_shut(
    git_repo: MakeRepo, tmp_path: Path
) -> None:
    checkout, home, folder = git_repo(), tmp_path / "home", tmp_path / "recording"
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    (home / "devflow").mkdir(parents=True)
    with serving() as server:
        server.then(say("no spec"), say(json.dumps(runs.SPEC)), say(runs.BREAKS_ADD), say(runs.MENDS_ADD))
        model = f'provider = "compatible"\nmodel = "fake-1"\nbase_url = "{server.root}/v1"\n'
        (home / "devflow" / "config.toml").write_text(
            f"[models.code]\n{model}price_input = 1\nprice_output = 1\n"
        )
        env = {"XDG_CONFIG_HOME": str(home)}
        told = ("run", str(tmp_path / "ticket.md"), "--json")
        first = runs.devflow(checkout, *told, "--record", str(folder), env=env)
        assert first.code == 0, first.err
        asked = len(server.requests)
    again = runs.devflow(
        checkout, *told, "--replay", str(folder), within=("unshare", "--map-root-user", "--net")
    )
    assert again.code == 0, again.err
    assert asked == 4 and len(server.requests) == asked
    trees = {repos.git(checkout, "rev-parse", f"{end.json['branch']}^{{tree}}") for end in (first, again)}
    assert len(trees) == 1
