"""A key is used and is nowhere afterwards: not in the store, a recording, the output, or a check's sight."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MakeRepo
from tests.models.fake import refuse, say, serving
from tests.support import repos, runs

KEY = "sk-canary-5f3a9b7c1d2e4f60"
# -- a test of the repository that looks for the key wherever a test can look
SPY = """
import os, pathlib

def test_no_key_can_be_seen() -> None:
    key = "-".join(("sk", "canary", "5f3a9b7c1d2e4f60"))  # joined when it runs: a .pyc must not hold it
    seen = [repr(dict(os.environ))]
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                seen.append((process / name).read_bytes().decode(errors="replace"))
            except OSError:
                pass
    assert not any(key in text for text in seen)
"""


def test_a_key_is_nowhere_after_a_whole_run(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout, home, recording = git_repo(), tmp_path / "home", tmp_path / "recording"
    repos.commit(checkout, {"tests/test_spy.py": SPY}, "Look for keys")
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    (home / "devflow").mkdir(parents=True)
    echoed = runs.GOOD.replace("return first - second", f"return first - second  # {KEY}")
    with serving() as server:
        server.then(
            refuse(500, f"no service for {KEY}"),
            say("no spec"),
            say(json.dumps({**runs.SPEC, "risk_reason": f"you sent {KEY}"}), model=f"model-{KEY}"),
            say(echoed),
            say(runs.GOOD),
        )
        (home / "devflow" / "config.toml").write_text(
            '[models.code]\nprovider = "compatible"\nmodel = "fake-1"\nkey_env = "TEAM_KEY"\n'
            f'base_url = "{server.root}/v1"\nprice_input = 1\nprice_output = 1\n'
        )
        env = {"XDG_CONFIG_HOME": str(home), "TEAM_KEY": KEY}
        told = ("run", str(tmp_path / "ticket.md"), "--json", "--record", str(recording))
        ended = runs.devflow(checkout, *told, env=env)
        assert ended.code == 0, ended.err
        # -- it did reach the server, so a grep that finds nothing proves something
        assert all(f"Bearer {KEY}" in sent["authorization"] for sent in server.headers)
        assert KEY not in json.dumps(server.requests)
        again = [
            runs.devflow(checkout, *words, env=env) for words in (("show", "last"), ("doctor", "--json"))
        ]
    places = [*recording.rglob("*"), *(checkout / ".git").rglob("*")]
    files = [place for place in places if place.is_file() and not place.is_symlink()]
    assert files
    assert [file.name for file in files if KEY.encode() in file.read_bytes()] == []
    assert not [end for end in (ended, *again) if KEY in end.out + end.err]
    assert "return first - second" in repos.git(checkout, "show", f"{ended.json['branch']}:app.py")
