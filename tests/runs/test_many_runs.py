"""Many runs at once on one repository: all finish, none meets another's lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched
from tests.support.kept import steps


@pytest.mark.parametrize("number", [4, pytest.param(16, marks=pytest.mark.long)])
def test_runs_at_once_all_end_ready_each_on_its_own_branch(number: int, git_repo: MakeRepo) -> None:
    checkout = repos.everything(git_repo())
    outside = checkout.parent
    (outside / "ticket.md").write_text(runs.TICKET)
    script = runs.write_script(outside / "script.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD))
    argv = ("run", str(outside / "ticket.md"), "--script", str(script), "--json")
    with untouched(checkout), ThreadPoolExecutor(number) as threads:
        ended = list(threads.map(lambda _: runs.devflow(checkout, *argv), range(number)))
    assert [each.code for each in ended] == [0] * number, "\n".join(each.err for each in ended)
    told = [each.json for each in ended]
    assert {each["state"] for each in told} == {"ready"}
    assert not [each.err for each in ended if "lock" in each.err.lower()]
    branches = {each["branch"]: each["commit"] for each in told}
    assert len(branches) == number
    made = repos.git(
        checkout, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/devflow"
    )
    assert dict(line.split() for line in made.splitlines()) == branches
    trees = {repos.git(checkout, "rev-parse", f"{branch}^{{tree}}") for branch in branches}
    assert len(trees) == 1
    assert repos.git(checkout, "fsck", "--strict", "--no-dangling") == ""
    kept = runs.devflow(checkout, "runs", "--json").json
    assert sorted(run["run"] for run in kept) == sorted(each["run"] for each in told)


def test_a_run_is_worked_by_one_process_and_the_other_is_told(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    assert runs.start(checkout, [runs.GOOD], "--check", "sleep 3").code in (0, 3)
    with ThreadPoolExecutor(2) as threads:
        back = ("send-back", "last", "--to", "checks", "--note", "Again.", "--json")
        ended = list(threads.map(lambda _: runs.devflow(checkout, *back), range(2)))
    refused = [each for each in ended if "[E_RUN_LOCKED]" in each.err]
    assert [each.code for each in refused] == [4], ended
    assert steps(checkout, "calls") == ["spec", "patch"]
