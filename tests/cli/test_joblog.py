"""In a job of CI no foreign word is obeyed by the runner that reads the log; elsewhere it stands as it is."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from devflow.cli.joblog import in_a_job
from devflow.git.user_repo import UserRepo
from devflow.store.store import Store
from tests.conftest import MakeRepo
from tests.support import runs, views

# -- as runners read them: a command at the beginning of a line, white space aside; the older form anywhere
OBEYED = re.compile(r"^\s*::\S|##\w*\[", re.MULTILINE)
COMMANDS = (
    "::set-output name=token::x",
    "   ::error file=a.py::broken",
    "\t::add-mask::secret",
    "::stop-commands::x",
    "##[set-output name=x;]y",
    "said ##vso[task.setvariable variable=x]y",
    "##teamcity[publishArtifacts 'x']",
)


def written(text: str, monkeypatch: pytest.MonkeyPatch, *, pieces: int = 1, ci: str = "true") -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    with in_a_job({"CI": ci}):
        for at in range(0, len(text), max(len(text) // pieces, 1)):
            sys.stdout.write(text[at : at + max(len(text) // pieces, 1)])
            sys.stdout.flush()
    return out.getvalue()


@pytest.mark.parametrize("pieces", [1, 5, 1000])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_is_obeyed_however_it_is_written(
    command: str, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"before\n{command}\nafter {command}"
    assert not OBEYED.search(written(text, monkeypatch, pieces=pieces))


@pytest.mark.parametrize("command", COMMANDS)
def test_outside_of_a_job_it_stands_as_it_is(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OBEYED.search(command)
    assert written(f"{command}\n", monkeypatch, ci="false") == f"{command}\n"


def test_other_words_stay_and_json_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = "std::vector<int> a; # comment\n  ## Title\n[1]\n"
    assert written(plain, monkeypatch, pieces=7) == plain
    told = {"diff": "##[group]x\n::error::y"}
    assert json.loads(written(json.dumps(told, indent=2), monkeypatch)) == told


@pytest.mark.parametrize("ci", ["true", "false"])
def test_a_summary_in_a_job(ci: str, git_repo: MakeRepo) -> None:
    checkout = git_repo()
    told = views.summary(look_at=COMMANDS, roll_back=COMMANDS[0])
    views.keep(
        Store(UserRepo.find(checkout).state), [("summary", told)], title=COMMANDS[0], reason=COMMANDS[1]
    )
    env = {"CI": ci, "GITHUB_ACTIONS": ci}
    for args in (("review",), ("show",), ("runs",), ("review", "--json")):
        ended = runs.devflow(checkout, *args, env=env)
        assert ended.code == 0, ended.err
        assert bool(OBEYED.search(ended.out + ended.err)) == (ci == "false" and args != ("runs",)), args


def test_a_file_is_not_rewritten(tmp_path: Path) -> None:
    # -- only the log is the runner's; what is written elsewhere is nobody's command
    target = tmp_path / "x"
    with in_a_job({"CI": "1"}):
        target.write_text(COMMANDS[0])
    assert target.read_text() == COMMANDS[0]
