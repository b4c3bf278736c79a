"""A coding model may ask once to see more; a pack that its window cannot hold is cut by rank."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MakeRepo
from tests.support import repos, runs

_FAR = "def round_half_up(value: float) -> int:\n    return int(value + 0.5)\n"
FILES = {**repos.SAMPLE, "far/rounding.py": _FAR, ".env": "TOKEN=not-to-be-shown\n"}
ASKS = json.dumps({"show": {"files": [".env", "nowhere.py"], "symbols": ["round_half_up"]}})


def test_what_the_model_asks_to_see_is_shown_and_it_is_asked_again(git_repo: MakeRepo) -> None:
    checkout = git_repo(FILES)
    ended = runs.start(checkout, [f"I must see more.\n```json\n{ASKS}\n```\n", runs.GOOD])
    assert ended.code == 0, ended.err
    prompt = runs.devflow(checkout, "show", ended.json["run"], "patch").out
    assert "return int(value + 0.5)" in prompt
    assert "There is no file `nowhere.py`." in prompt
    assert "`.env` is not shown." in prompt
    assert "not-to-be-shown" not in prompt


def test_a_second_request_is_a_reply_without_edits(git_repo: MakeRepo) -> None:
    ended = runs.start(git_repo(FILES), [ASKS, ASKS, runs.GOOD])
    assert ended.code == 1, ended.err
    assert ended.json["state"] == "not_fit"


def test_a_pack_larger_than_the_window_is_cut_by_rank(git_repo: MakeRepo, tmp_path: Path) -> None:
    files = {
        f"pack{number}/adding.py": "".join(
            f"def add_{number}_{n}(first, second):\n    return first + second + {n}\n\n\n" for n in range(60)
        )
        for number in range(6)
    }
    own = tmp_path / "own" / "devflow"
    own.mkdir(parents=True)
    where = 'provider = "compatible"\nmodel = "small"\nbase_url = "http://127.0.0.1:9"'
    (own / "config.toml").write_text(f"[models.code]\n{where}\nmax_output = 500\nwindow = 4000\n")
    checkout = git_repo({**repos.SAMPLE, **files})
    script = runs.write_script(tmp_path / "s.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD))
    env = {"XDG_CONFIG_HOME": str(own.parent)}
    ended = runs.devflow(
        checkout, "run", "-", "--script", str(script), "--json", stdin=runs.TICKET.encode(), env=env
    )
    assert ended.code == 0, ended.err
    assert "left out" in ended.err
    prompt = runs.devflow(checkout, "show", ended.json["run"], "patch", env=env).out
    assert "def add(first: int, second: int)" in prompt
