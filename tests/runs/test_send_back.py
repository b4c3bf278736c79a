"""A reviewer's note takes a run back to one step: what was before it is kept, the branch is a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs

BETTER = runs.GOOD.replace("return first - second\n>>>", "return first + -second\n>>>")
# -- the note's step and all after it work again; a step that gives what it gave before ends the wave there
WORKED = {
    "spec": {"spec": 2, "context": 1, "facts": 1, "patch": 1, "checks": 1},
    "patch": {"spec": 1, "context": 1, "facts": 1, "scope": 1, "patch": 2, "candidate": 2, "checks": 2},
    "checks": {"spec": 1, "patch": 1, "candidate": 1, "checks": 2},
    "summary": {"patch": 1, "candidate": 1, "checks": 1, "summary": 2},
}


def told_after(checkout: Path, step: str, note: str = "Please look again.") -> runs.Ended:
    return runs.devflow(checkout, "send-back", "last", "--to", step, "--note", note, "--json")


@pytest.fixture
def ready(git_repo: MakeRepo, tmp_path: Path) -> Path:
    checkout = git_repo()
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    replies = (
        ("spec", runs.SPEC),
        ("spec", runs.SPEC),
        ("patch", runs.GOOD),
        ("patch", BETTER),
        ("patch", BETTER),
    )
    script = runs.write_script(tmp_path / "script.jsonl", *replies)
    begun = runs.devflow(checkout, "run", str(tmp_path / "ticket.md"), "--script", str(script), "--json")
    assert begun.code == 0, begun.err
    return checkout


@pytest.mark.parametrize("step", WORKED)
def test_earlier_receipts_are_kept_at_no_cost(step: str, ready: Path) -> None:
    ended = told_after(ready, step)
    assert ended.code == 0, ended.err
    worked = {each["step"]: each["worked"] for each in ended.json["steps"]}
    assert {name: worked[name] for name in WORKED[step]} == WORKED[step]


def test_the_new_candidate_has_a_branch_of_its_own_and_the_old_one_stays(ready: Path) -> None:
    first = runs.devflow(ready, "show", "last", "--json").json
    again = told_after(ready, "patch").json
    assert again["branch"] == f"{first['branch']}-2"
    assert repos.git(ready, "rev-parse", first["branch"]) == first["commit"]
    assert "-second" in repos.git(ready, "show", f"{again['branch']}:app.py")


def test_the_step_reads_the_note_and_no_other_does(ready: Path) -> None:
    told_after(ready, "patch", "Use a plus sign.")
    assert "Use a plus sign." in runs.devflow(ready, "show", "last", "patch").out
    assert "Use a plus sign." not in runs.devflow(ready, "show", "last", "spec").out


def test_the_same_note_twice_works_twice(ready: Path) -> None:
    told_after(ready, "patch", "Again.")
    ended = told_after(ready, "patch", "Again.")
    worked = {each["step"]: each["worked"] for each in ended.json["steps"]}
    assert worked["patch"] == 3


def test_an_approved_run_does_not_go_back(ready: Path) -> None:
    assert runs.devflow(ready, "approve", "last").code == 0
    ended = told_after(ready, "patch")
    assert (ended.code, "E_RUN_STATE" in ended.err) == (2, True)
