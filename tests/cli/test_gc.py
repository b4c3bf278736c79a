"""`devflow gc` after a real run: the branch and the verdict stay, and an unfinished run can still go on."""

from __future__ import annotations

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched


def test_a_run_goes_on_after_its_folder_was_removed(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    begun = runs.start(checkout, [runs.BREAKS_ADD])
    assert begun.code == 1
    with untouched(checkout):
        kept = runs.devflow(checkout, "gc", "--json").json["runs"]
        assert {each["run"] for each in kept} == {""}, "only checkouts that are kept for later checks"
        assert runs.devflow(checkout, "gc").out == "Nothing to remove.\n"
        freed = runs.devflow(checkout, "gc", "--days", "0", "--json").json
        reviewed = runs.devflow(checkout, "review")
    assert freed["runs"][0]["run"] == begun.json["run"]
    assert freed["freed"] > 100
    assert (reviewed.code, "not fit" in reviewed.out) == (0, True), reviewed.err
    resumed = runs.devflow(checkout, "resume", "--json")
    assert (resumed.code, resumed.json["state"]) == (1, "not_fit"), resumed.err
    assert resumed.json["candidate"]["commit"] == begun.json["candidate"]["commit"]
    assert repos.git(checkout, "branch", "--list", "devflow/*") == ""
