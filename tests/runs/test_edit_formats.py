"""A model is asked for edits in the format that its settings name, and a recording keeps that format."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MakeRepo
from tests.models.fake import say, serving
from tests.support import repos, runs

WHOLE = """app.py
```python
def add(first: int, second: int) -> int:
    return first + second


def subtract(first: int, second: int) -> int:
    return first - second
```
"""


def test_a_model_that_writes_whole_files_sees_them_whole_and_its_run_replays_unconfigured(
    git_repo: MakeRepo, tmp_path: Path
) -> None:
    checkout, home, folder = git_repo(), tmp_path / "home", tmp_path / "recording"
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    (home / "devflow").mkdir(parents=True)
    told = ("run", str(tmp_path / "ticket.md"), "--json")
    with serving() as server:
        server.then(say("no spec"), say(json.dumps(runs.SPEC)), say(WHOLE))
        (home / "devflow" / "config.toml").write_text(
            '[models.code]\nprovider = "compatible"\nmodel = "fake-1"\nedits = "whole-file"\n'
            f'base_url = "{server.root}/v1"\nprice_input = 1\nprice_output = 1\n'
        )
        first = runs.devflow(checkout, *told, "--record", str(folder), env={"XDG_CONFIG_HOME": str(home)})
    assert first.code == 0, first.err
    asked = [json.dumps(request) for request in server.requests]
    assert "written out whole" in asked[0] and "written out whole" in asked[2]
    assert "SEARCH" not in asked[0] + asked[2]
    again = runs.devflow(checkout, *told, "--replay", str(folder))
    assert again.code == 0, again.err
    trees = {repos.git(checkout, "rev-parse", f"{end.json['branch']}^{{tree}}") for end in (first, again)}
    assert len(trees) == 1
