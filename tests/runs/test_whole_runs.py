"""Whole runs on real repositories: how each ends, and that nothing of the user's is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

FILES = {**repos.SAMPLE, "other.py": "def unrelated() -> None:\n    pass\n"}


@pytest.fixture
def checkout(git_repo: MakeRepo) -> Path:
    return repos.everything(git_repo(FILES))


def test_a_good_patch_ends_ready_and_is_approved(checkout: Path) -> None:
    repos.git(checkout, "config", "user.name", "Ada")
    with untouched(checkout):
        ended = runs.start(checkout, [runs.GOOD])
        assert ended.code == 0, ended.err
        told = ended.json
        reviewed = runs.devflow(checkout, "review", told["run"])
        approved = runs.devflow(checkout, "approve", told["run"], "--json", "--note", "fine")
    assert told["state"] == "ready"
    assert told["branch"].startswith("devflow/add-a-subtract-function-")
    assert repos.git(checkout, "rev-parse", told["branch"]) == told["commit"]
    assert repos.git(checkout, "show", f"{told['branch']}:app.py").count("def ") == 2
    assert repos.git(checkout, "diff", "--name-only", told["base"], told["branch"]).split() == [
        "app.py",
        "tests/test_app.py",
    ]
    assert "+def subtract" in reviewed.out
    assert approved.json["state"] == "approved"
    assert "Approved-by: Ada" in repos.git(checkout, "notes", "--ref=devflow", "show", told["commit"])


def test_new_tests_are_shown_to_fail_without_the_patch(checkout: Path) -> None:
    tests = runs.start(checkout, [runs.GOOD]).json["report"]["results"][0]
    assert tests["status"] == "green"
    assert [(test["id"], test["after"]) for test in tests["new_tests"]] == [
        ("tests/test_app.py::test_subtract_gives_the_difference", "passed"),
    ]
    assert all(test["before"] != "passed" for test in tests["new_tests"])


def test_a_red_check_is_mended_on_the_second_attempt(checkout: Path) -> None:
    with untouched(checkout):
        ended = runs.start(checkout, [runs.BREAKS_ADD, runs.MENDS_ADD])
    assert ended.code == 0, ended.err
    told = ended.json
    assert told["attempts"] == 2
    assert "first - second\n\n\ndef subtract" not in repos.git(checkout, "show", f"{told['branch']}:app.py")
    assert "def subtract" in repos.git(checkout, "show", f"{told['branch']}:app.py")
    prompt = runs.devflow(checkout, "show", told["run"], "patch").out
    assert "tests/test_app.py::test_add" in prompt
    assert "assert -1 == 3" in prompt


def test_a_check_that_stays_red_is_not_fit_and_has_no_branch(checkout: Path) -> None:
    with untouched(checkout):
        ended = runs.start(checkout, [runs.BREAKS_ADD])
    assert ended.code == 1
    assert ended.json["state"] == "not_fit"
    assert "tests/test_app.py::test_add" in ended.json["reason"]
    assert repos.git(checkout, "branch", "--list", "devflow/*") == ""


def test_attempts_are_bounded(checkout: Path) -> None:
    same = [runs.BREAKS_ADD, *[runs.MENDS_ADD.replace("first + second\n>>>", "first * second\n>>>")] * 5]
    ended = runs.start(checkout, same, "--attempts", "2")
    assert (ended.code, ended.json["attempts"]) == (1, 2)


OUTSIDE = f"""{runs.GOOD}
.github/workflows/ci.yml
<<<<<<< SEARCH
=======
on: push
>>>>>>> REPLACE
"""


def test_a_protected_file_is_held_and_accepted_by_name(checkout: Path) -> None:
    with untouched(checkout):
        ended = runs.start(checkout, [OUTSIDE])
        assert ended.code == 3
        assert "E_PROTECTED_PATH" in ended.err
        assert repos.git(checkout, "branch", "--list", "devflow/*") == ""
        accepted = runs.devflow(checkout, "accept", "last", ".github/workflows/ci.yml", "--json")
    assert accepted.code == 0, accepted.err
    steps = {step["step"]: step for step in accepted.json["steps"]}
    assert (steps["patch"]["worked"], steps["checks"]["worked"]) == (1, 1)


def test_a_file_out_of_scope_is_held_and_the_scope_widened(checkout: Path) -> None:
    outside = f"{runs.GOOD}\nlib/deep/extra.cfg\n<<<<<<< SEARCH\n=======\n[x]\n>>>>>>> REPLACE\n"
    with untouched(checkout):
        ended = runs.start(checkout, [outside])
    assert ended.code == 3
    assert "E_SCOPE" in ended.err
    assert "lib/deep/extra.cfg" in ended.err
    run = runs.devflow(checkout, "runs", "--json").json[0]
    assert (run["state"], run["code"]) == ("paused", "E_SCOPE")
    added = runs.devflow(checkout, "scope", "add", "last", "lib/deep/*", "--json")
    assert (added.code, added.json["state"]) == (0, "ready")


@pytest.mark.parametrize("reply", ["", "I would rather not change anything.", "```python\nprint(1)\n```"])
def test_a_reply_without_an_edit_is_no_change(reply: str, checkout: Path) -> None:
    with untouched(checkout):
        ended = runs.start(checkout, [reply])
    assert (ended.code, ended.json["state"]) == (1, "not_fit")
    assert "no change" in ended.json["reason"]


def test_an_edit_that_cannot_be_placed_is_asked_for_once_more(checkout: Path) -> None:
    wrong = runs.GOOD.replace("return first + second\n=======", "return first plus second\n=======")
    ended = runs.start(checkout, [wrong, runs.GOOD])
    assert ended.code == 0, ended.err
    again = runs.devflow(checkout, "show", "last", "patch").out
    assert "these parts could not be placed" in again


def test_a_malformed_edit_is_a_named_error_and_changes_nothing(checkout: Path) -> None:
    wrong = runs.GOOD.replace("return first + second\n=======", "return first plus second\n=======")
    with untouched(checkout):
        ended = runs.start(checkout, [wrong])
    assert ended.code == 4
    assert "E_EDIT_MISMATCH" in ended.err
    assert repos.git(checkout, "branch", "--list", "devflow/*") == ""


def test_a_run_that_could_not_place_its_edits_asks_anew_when_resumed(checkout: Path, tmp_path: Path) -> None:
    wrong = runs.GOOD.replace("return first + second\n=======", "return first plus second\n=======")
    assert runs.start(checkout, [wrong, wrong]).code == 4
    replies = (("spec", runs.SPEC), ("patch", wrong), ("patch", wrong), ("patch", runs.GOOD))
    runs.write_script(tmp_path / "script.jsonl", *replies)
    resumed = runs.devflow(checkout, "resume", "last", "--json")
    assert (resumed.code, resumed.json["state"]) == (0, "ready")


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/etc/cron.d/x", ".git/hooks/pre-commit", "sub/.GIT/config"]
)
def test_a_path_that_no_scope_may_hold_is_refused(path: str, checkout: Path) -> None:
    with untouched(checkout):
        ended = runs.start(checkout, [f"{path}\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n"])
    assert ended.code == 1
    assert "[E_PATH_" in ended.err
    assert not (checkout.parent / "outside.txt").exists()


def test_a_deleted_test_is_held(checkout: Path) -> None:
    deleting = """app.py
<<<<<<< SEARCH
    return first + second
=======
    return first + second + 0
>>>>>>> REPLACE

tests/test_app.py
<<<<<<< SEARCH
def test_add() -> None:
    assert add(1, 2) == 3
=======
def test_nothing() -> None:
    assert add
>>>>>>> REPLACE
"""
    ended = runs.start(checkout, [deleting])
    assert ended.code == 3
    assert "[E_TESTS_TAMPERED]" in ended.err
    assert repos.git(checkout, "branch", "--list", "devflow/*") == ""
    accepted = runs.devflow(checkout, "accept", "last", "tests/test_app.py", "--json")
    assert (accepted.code, accepted.json["state"]) == (0, "ready"), accepted.err


def test_a_renamed_test_that_proves_the_patch_is_no_question(checkout: Path) -> None:
    renaming = (
        runs.GOOD
        + """
tests/test_app.py
<<<<<<< SEARCH
def test_add() -> None:
    assert add(1, 2) == 3
=======
def test_add_sums() -> None:
    assert add(1, 2) == 3
    assert add(-1, 1) == 0
>>>>>>> REPLACE
"""
    )
    ended = runs.start(checkout, [renaming])
    assert (ended.code, ended.json["state"]) == (0, "ready"), ended.err
    assert any("in their place" in sentence for sentence in ended.json["summary"]["look_at"])


def test_a_repo_without_an_environment_is_never_passed(git_repo: MakeRepo) -> None:
    files = {**FILES, "app.py": "import not_installed_anywhere\n" + FILES["app.py"]}
    ended = runs.start(git_repo(files), [runs.GOOD])
    assert ended.code == 3
    assert "E_NEEDS_SETUP" in ended.err
    assert "not_installed_anywhere" in ended.err


@pytest.mark.parametrize("name", repos.STATES)
def test_every_state_of_a_checkout_stays_as_it_is(name: str, git_repo: MakeRepo) -> None:
    where = repos.STATES[name](git_repo(FILES))
    with untouched(where):
        ended = runs.start(where, [runs.GOOD])
    assert ended.code == 0, ended.err
