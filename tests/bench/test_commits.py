"""Past commits as tickets: which are taken, what their words may say, and what is told of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.bench.choosing import choose, words
from devflow.git.objects import Objects
from devflow.report.commits import CommitsTold
from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

ADD = "def add(first: int, second: int) -> int:\n    return first + second\n"
SUBTRACT = "\n\ndef subtract(first: int, second: int) -> int:\n    return first - second\n"
TEST = "from app import add\n\n\ndef test_add() -> None:\n    assert add(1, 2) == 3\n"
TEST_BOTH = TEST.replace("add\n", "add, subtract\n", 1) + (
    "\n\ndef test_subtract() -> None:\n    assert subtract(5, 3) == 2\n"
)
SOURCE = runs.GOOD.partition("\ntests/")[0]


def commit(checkout: Path, message: str, **files: str) -> str:
    """One more commit; a name has `__` for a slash and `_dot_` for the dot."""
    for name, text in files.items():
        path = checkout / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    repos.git(checkout, "add", "-A")
    repos.git(checkout, "commit", "-q", "-m", message)
    return repos.git(checkout, "rev-parse", "HEAD")


@pytest.fixture
def fixed(git_repo: MakeRepo) -> tuple[Path, str]:
    """A repository whose second commit adds a function and its test, and that commit."""
    checkout = git_repo({"app.py": ADD, "tests/test_app.py": TEST})
    fix = commit(
        checkout,
        "Add a function to subtract (#12)",
        app_dot_py=ADD + SUBTRACT,
        tests__test_app_dot_py=TEST_BOTH,
    )
    return checkout, fix


def test_small_fixes_with_a_test_are_taken_and_nothing_else(fixed: tuple[Path, str]) -> None:
    checkout, fix = fixed
    later = TEST_BOTH + "\n\ndef test_more() -> None:\n    pass\n"
    commit(checkout, "Only a test of what there is", tests__test_app_dot_py=later)
    commit(checkout, "Only source and no test here", app_dot_py=ADD + SUBTRACT + "\nA = 1\n")
    commit(checkout, "Fix it", app_dot_py=ADD + SUBTRACT, tests__test_app_dot_py=TEST_BOTH)
    commit(checkout, "Revert the fix of the sum", app_dot_py=ADD, tests__test_app_dot_py=TEST)
    many = "".join(f"A{number} = {number}\n" for number in range(200))
    commit(checkout, "Write a great many lines at once", app_dot_py=many, tests__test_app_dot_py=later)
    commit(
        checkout,
        "Change how it is built too",
        app_dot_py=ADD,
        tests__test_app_dot_py=TEST,
        ci_dot_yml="a: 1\n",
    )
    documented = commit(
        checkout,
        "Subtract anew, and say so",
        app_dot_py=ADD + SUBTRACT,
        tests__test_app_dot_py=TEST_BOTH,
        CHANGES_dot_md="Subtracts.\n",
    )
    head = repos.git(checkout, "rev-parse", "HEAD")
    objects = Objects(checkout / ".git")
    assert [each.commit for each in choose(objects, head, 9)] == [documented, fix]
    assert [each.commit for each in choose(objects, head, 1)] == [documented]
    taken = list(choose(objects, head, 9))[1]
    assert (taken.ticket.title, taken.lines) == ("Add a function to subtract", 4)
    assert taken.parent == repos.git(checkout, "rev-parse", f"{fix}^")


@pytest.mark.parametrize(
    ("message", "title", "body"),
    [
        ("Fix the sum (#12)", "Fix the sum", ""),
        ("Issue 1214: Update the sum", "Update the sum", ""),
        ("The sum is off\n\nFixes #7, see acme/shop#8.", "The sum is off", ", see ."),
        ("A\n\nBroken by 1a2b3c4d5e.\nSee https://example.org/pull/3 now", "A", "Broken by .\nSee now"),
        ("A\n\nWords.\n\nCo-authored-by: B <b@c.d>\nReviewed-by: E <e@f.g>", "A", "Words."),
        ("A\n\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-old\n+new\nWords", "A", "Words"),
        ("Count the decade of 1980 and defaced cells\n\n- one\n- two", None, "- one\n- two"),
    ],
)
def test_what_points_at_the_answer_is_left_out(message: str, title: str | None, body: str) -> None:
    assert words(message) == (title or message.partition("\n")[0], body)


@pytest.mark.parametrize(("right", "passed"), [(True, 1), (False, 0)])
def test_a_run_is_measured_with_the_commits_own_tests(
    right: bool, passed: int, fixed: tuple[Path, str], tmp_path: Path
) -> None:
    checkout, fix = fixed
    reply = SOURCE if right else SOURCE.replace("first - second", "second - first")
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    replies = (("draft", "no"), ("spec", runs.SPEC), ("patch", reply))
    runs.write_script(scripts / f"{fix[:12]}.jsonl", *replies)
    refs = repos.git(checkout, "for-each-ref")
    with untouched(checkout):
        ended = runs.devflow(checkout, "bench", "commits", "--scripts", str(scripts), "--json")
    assert ended.code == 0, ended.err
    told = CommitsTold.model_validate_json(ended.out)
    (row,) = told.commits
    assert (row.commit, row.own_tests, row.own_passed) == (fix, 1, passed), ended.err
    assert (row.files, row.files_hit, row.files_other, row.lines, row.lines_made) == (1, 1, 0, 4, 4)
    assert row.dollars == 0
    # -- all that it made stands apart
    assert repos.git(checkout, "for-each-ref") == refs
    assert runs.devflow(checkout, "runs", "--json").json == []
    freed = runs.devflow(checkout, "gc", "--days", "0", "--json").json
    assert row.run in [left["run"] for left in freed["runs"]]


def test_what_would_run_is_told_and_what_cannot_run_is_named_at_once(fixed: tuple[Path, str]) -> None:
    checkout, fix = fixed
    told = runs.devflow(checkout, "bench", "commits", "--dry-run", "--json").json
    assert [(row["commit"], row["state"]) for row in told["commits"]] == [(fix, "")]
    assert fix[:12] in runs.devflow(checkout, "bench", "commits", "--dry-run").out
    for options, code in (((), "E_NO_MODEL"), (("--set", "run.atempts=1"), "E_CONFIG_KEY")):
        ended = runs.devflow(checkout, "bench", "commits", *options)
        assert (ended.code, code in ended.err) == (2, True), ended.err
