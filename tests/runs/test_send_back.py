"""A reviewer's note takes a run back to one step: what was before it is kept, the branch is a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.kept import holds, newest, steps

SAYS = ("first - second", "first + -second", "-second + first")
BETTER = runs.GOOD.replace("return first - second\n>>>", "return first + -second\n>>>")
# -- what works after the note; a step that gives what it gave before ends the wave there
WORKED = {
    "spec": "spec",
    "context": "context route facts scope patch checks guard summary review",
    "scope": "scope patch candidate checks guard route summary review",
    "patch": "patch candidate checks guard route summary review",
    "checks": "checks guard summary review",
    "summary": "summary",
}
CHECK = ("--check", "grep -q subtract app.py")
# -- where the question to a model is the same as before, its answer is there already
PAID = {"spec": ["spec"], "scope": ["patch"], "patch": ["patch"]}
CANDIDATES = ("scope", "patch")


def told_after(checkout: Path, step: str, note: str = "Please look again.") -> runs.Ended:
    return runs.devflow(checkout, "send-back", "last", "--to", step, "--note", note, "--json")


@pytest.fixture
def ready(git_repo: MakeRepo, tmp_path: Path) -> Path:
    checkout = git_repo({**repos.SAMPLE, "other.py": "def unrelated() -> None:\n    pass\n"})
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    replies = (
        ("spec", runs.SPEC),
        ("spec", runs.SPEC),
        ("patch", runs.GOOD),
        ("patch", BETTER),
        ("patch", runs.GOOD.replace("return first - second\n>>>", "return -second + first\n>>>")),
    )
    script = runs.write_script(tmp_path / "script.jsonl", *replies)
    begun = runs.devflow(
        checkout, "run", str(tmp_path / "ticket.md"), "--script", str(script), "--json", *CHECK
    )
    assert begun.code == 0, begun.err
    return checkout


@pytest.mark.parametrize("step", WORKED)
def test_only_the_step_and_what_follows_from_it_work_again(step: str, ready: Path) -> None:
    first = newest(ready)[1]
    before = steps(ready, "receipts")
    ended = told_after(ready, step, "Look at other.py too, please.")
    assert ended.code == 0, ended.err
    assert " ".join(steps(ready, "receipts")[len(before) :]) == WORKED[step]
    assert holds(ready) == ""
    assert steps(ready, "calls")[2:] == PAID.get(step, [])
    branch = f"{first.branch}-2" if step in CANDIDATES else first.branch
    assert (ended.json["branch"], repos.git(ready, "rev-parse", first.branch)) == (branch, first.head)


def test_each_new_candidate_has_a_branch_of_its_own_and_the_others_stay(ready: Path) -> None:
    first = newest(ready)[1]
    told = [told_after(ready, "patch").json for _ in range(2)]
    assert [each["branch"] for each in told] == [f"{first.branch}-2", f"{first.branch}-3"]
    for branch, words in zip((first.branch, *(t["branch"] for t in told)), SAYS, strict=True):
        assert words in repos.git(ready, "show", f"{branch}:app.py")


def test_the_step_reads_the_note_and_no_other_does(ready: Path) -> None:
    told_after(ready, "patch", "Use a plus sign.")
    assert "Use a plus sign." in runs.devflow(ready, "show", "last", "patch").out
    assert "Use a plus sign." not in runs.devflow(ready, "show", "last", "spec").out


def test_the_same_note_twice_works_twice(ready: Path) -> None:
    told_after(ready, "patch", "Again.")
    told_after(ready, "patch", "Again.")
    assert steps(ready, "calls") == ["spec", "patch", "patch", "patch"]


def test_an_approved_run_does_not_go_back(ready: Path) -> None:
    assert runs.devflow(ready, "approve", "last").code == 0
    ended = told_after(ready, "patch")
    assert (ended.code, "E_RUN_STATE" in ended.err) == (2, True)
