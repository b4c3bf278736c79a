"""What repeats between attempts is sent in the same bytes, and marked for a provider that caches prompts."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MakeRepo
from tests.models.fake import say, serving
from tests.support import repos, runs

# -- more files than are likely to be changed, each of which the ticket's words speak of
FILES = {f"subtract_{number}.py": f"def subtract_{number}(first, second):\n    pass\n" for number in range(6)}


def test_a_second_attempt_repeats_the_bytes_that_were_marked(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout, home = git_repo(), tmp_path / "home"
    repos.commit(checkout, FILES, "More of it")
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    (home / "devflow").mkdir(parents=True)
    (home / "devflow" / "config.toml").write_text(
        '[models.code]\nprovider = "anthropic"\nmodel = "fake-1"\nprice_input = 1\nprice_output = 1\n'
        "[route.low]\nshort = false\n[run]\nwording = false\n"
    )
    with serving() as server:
        server.then(say(json.dumps(runs.SPEC)), say(runs.BREAKS_ADD), say(runs.MENDS_ADD))
        env = {"XDG_CONFIG_HOME": str(home), "ANTHROPIC_API_KEY": "sk-x", "ANTHROPIC_BASE_URL": server.root}
        ended = runs.devflow(checkout, "run", str(tmp_path / "ticket.md"), "--json", env=env)
    assert ended.code == 0, ended.err
    first, second = (request["messages"][0]["content"] for request in server.requests[1:])
    assert first[0] == second[0] and first[0]["cache_control"] == {"type": "ephemeral"}
    assert server.requests[1]["system"] == server.requests[2]["system"]
    assert "subtract_5" in first[0]["text"] and "def add" not in first[0]["text"]
    assert "def add" in first[1]["text"] and "first - second" in second[1]["text"]
