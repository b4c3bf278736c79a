"""Base against candidate by id: what got better, worse, new, or went away."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.handoffs import Outcome
from tests.checks.conftest import APP, BASE, FIXED, TESTS, MakePlace


def test_a_fix_is_green_and_names_what_it_fixed(make_place: MakePlace) -> None:
    report = make_place().measure({"app.py": FIXED})
    result = report.results[0]
    assert result.status == "green", (result.reason, result.output)
    assert [c.id for c in result.fixed] == ["tests/test_app.py::test_bug"]
    assert (result.before.passed, result.before.failed, result.after.passed) == (1, 1, 2)
    assert not result.new_failures
    assert report.green
    assert report.sandbox == "bubblewrap"


CASES = (
    "from app import double\n\nCASES = {2: 4}\n\n\n"
    "def test_cases():\n    for given, wanted in CASES.items():\n        assert double(given) == wanted\n"
)


@pytest.mark.parametrize(
    ("cases", "new"),
    [("{2: 4, 4: 8}", [("tests/test_cases.py::test_cases", Outcome.FAILED)]), ("{2: 2 + 2}", [])],
    ids=["fails without the patch", "passes without it"],
)
def test_a_test_is_changed_where_its_cases_are(
    make_place: MakePlace, cases: str, new: list[tuple[str, Outcome]]
) -> None:
    place = make_place({**BASE, "tests/test_cases.py": CASES})
    result = place.result({"app.py": FIXED, "tests/test_cases.py": CASES.replace("{2: 4}", cases)})
    assert [(test.id, test.before) for test in result.new_tests] == new


PARAMETERS = (
    "import pytest\nfrom app import add\n\n\n"
    "@pytest.mark.parametrize('total', [3, 4])\n"
    "def test_total(total):\n    assert add(1, total - 1) == total\n"
)


def test_other_parameters_and_other_names_stand_in_the_place_of_tests(make_place: MakePlace) -> None:
    place = make_place({**BASE, "app.py": FIXED, "tests/test_more.py": PARAMETERS})
    text = PARAMETERS.replace("[3, 4]", "[3, 5]")
    renamed = TESTS.replace("test_bug", "test_bug_is_gone")
    result = place.result({"tests/test_more.py": text, "tests/test_app.py": renamed})
    assert result.status == "green", result.reason
    assert [(c.id.rpartition("::")[2], c.instead.rpartition("::")[2]) for c in result.removed] == [
        ("test_bug", "test_bug_is_gone"),
        ("test_total[4]", "test_total[5]"),
    ]


def test_an_empty_test_stands_in_the_place_of_none(make_place: MakePlace) -> None:
    empty = TESTS.replace("def test_bug():\n    assert double(5) == 10", "def test_bug_2():\n    assert True")
    result = make_place({**BASE, "app.py": FIXED}).result({"tests/test_app.py": empty})
    assert result.status == "red"
    assert [c.id for c in result.removed] == ["tests/test_app.py::test_bug"]


@pytest.mark.parametrize(("there", "status"), [("== 3", "green"), ("> 1", "red")], ids=["same", "weaker"])
def test_a_test_that_moves_to_another_file_is_not_lost(
    make_place: MakePlace, there: str, status: str
) -> None:
    left = TESTS.replace("def test_add():\n    assert add(1, 2) == 3\n\n\n", "")
    moved = f"from app import add\n\n\ndef test_add():\n    assert add(1, 2) {there}\n"
    result = make_place().result(
        {"app.py": FIXED, "tests/test_app.py": left, "tests/unit/test_adding.py": moved}
    )
    assert result.status == status, result.reason
    assert [bool(change.instead) for change in result.removed] == [status == "green"]


def test_a_new_test_that_comes_skipped_asks_nothing_and_proves_nothing(make_place: MakePlace) -> None:
    new = f"import pytest\n\n\n@pytest.mark.skip\ndef test_later():\n    assert 1 + 1 == 3\n\n\n{TESTS}"
    result = make_place().result({"app.py": FIXED, "tests/test_app.py": new})
    assert (result.status, result.lost) == ("green", ()), result.reason
    assert [(test.id, test.after) for test in result.new_tests] == [
        ("tests/test_app.py::test_later", Outcome.SKIPPED)
    ]


@pytest.mark.parametrize(
    "skip", ["pytest.importorskip('nowhere_to_be_found')", "pytestmark = pytest.mark.skip"]
)
def test_tests_of_a_file_that_could_not_be_loaded_are_held_where_they_are_skipped_now(
    make_place: MakePlace, skip: str
) -> None:
    broken = f"import pytest\nfrom app import nothing\n\n\n{TESTS}"
    quiet = TESTS.replace("== 10", "== 7")
    place = make_place({**BASE, "tests/test_new.py": broken, "tests/test_app.py": quiet})
    result = place.result({"tests/test_new.py": broken.replace("from app import nothing", skip)})
    assert (result.status, result.held, bool(result.lost)) == ("red", True, True), result.reason


def test_an_emptied_test_is_told(make_place: MakePlace) -> None:
    result = make_place().result({"tests/test_app.py": TESTS.replace("assert double(5) == 10", "pass")})
    assert result.status == "red"
    assert [c.detail.partition("\n")[0] for c in result.newly_skipped] == ["its body is empty now"]


def test_a_new_test_is_shown_to_fail_without_the_patch(make_place: MakePlace) -> None:
    more = (
        TESTS
        + "\n\ndef test_six():\n    assert double(3) == 6\n\n\ndef test_four():\n    assert double(2) == 4\n"
    )
    result = make_place().result({"app.py": FIXED, "tests/test_app.py": more})
    assert result.status == "green", result.reason
    assert {c.id.rpartition("::")[2]: (c.before, c.after) for c in result.new_tests} == {
        "test_six": (Outcome.FAILED, Outcome.PASSED),
        "test_four": (Outcome.PASSED, Outcome.PASSED),
    }


def test_a_new_test_of_a_new_name_errors_without_the_patch(make_place: MakePlace) -> None:
    edits = {
        "app.py": FIXED + "\n\ndef triple(number):\n    return number * 3\n",
        "tests/test_triple.py": "from app import triple\n\n\ndef test_triple():\n    assert triple(2) == 6\n",
    }
    result = make_place().result(edits)
    assert [(c.id, c.before, c.after) for c in result.new_tests] == [
        ("tests/test_triple.py::test_triple", Outcome.ERRORED, Outcome.PASSED)
    ]


def test_tests_whose_file_asks_for_a_new_name_are_shown_to_need_the_patch(make_place: MakePlace) -> None:
    edits = {
        "app.py": FIXED + "\n\nTWO = 2\n",
        "tests/test_app.py": TESTS.replace("import add", "import TWO, add"),
        "tests/test_more.py": "def test_more():\n    assert 1 + 1 == 2\n",
    }
    result = make_place().result(edits)
    assert [(c.id, c.before, c.after) for c in result.new_tests] == [
        ("tests/test_more.py::test_more", Outcome.PASSED, Outcome.PASSED),
    ]
    assert [(c.id, c.before, c.after) for c in result.unloadable] == [
        ("tests/test_app.py::test_add", Outcome.ERRORED, Outcome.PASSED),
    ]
    assert [c.id for c in result.fixed] == ["tests/test_app.py::test_bug"]


ENDS = "    if {when}double(3) != 6:\n        os._exit(3)\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", [("test_end", Outcome.ERRORED), ("test_last", Outcome.FAILED)]),
        ("DEADLY and ", "False and ", [("test_end", Outcome.PASSED), ("test_last", Outcome.FAILED)]),
    ],
    ids=["in a new test", "in an old one, which shows nothing"],
)
def test_where_new_tests_end_the_runner_those_behind_are_run_without_it(
    make_place: MakePlace, old: str, new: str, told: list[tuple[str, Outcome]]
) -> None:
    head = "import os\n\nfrom app import double\n\nDEADLY = {}\n\n\n"
    first = f"def test_first():\n{ENDS.format(when=old or 'False and ')}    assert double(2) == 4\n"
    more = f"\n\ndef test_end():\n{ENDS.format(when=new)}    assert double(2) == 4\n"
    more += "\n\ndef test_last():\n    assert double(4) == 8\n"
    place = make_place({**BASE, "tests/test_more.py": head.format(False) + first})
    result = place.result({"app.py": FIXED, "tests/test_more.py": head.format(True) + first + more})
    assert result.status == "green", result.reason
    assert [(c.id.rpartition("::")[2], c.before) for c in result.new_tests] == told


def test_a_broken_line_is_red(make_place: MakePlace) -> None:
    result = make_place().result({"app.py": FIXED.replace("first + second", "first - second")})
    assert result.status == "red"
    assert [(c.id, c.before, c.after) for c in result.new_failures] == [
        ("tests/test_app.py::test_add", Outcome.PASSED, Outcome.FAILED)
    ]
    assert "assert -1 == 3" in result.new_failures[0].detail


def test_a_module_that_cannot_be_imported_is_red_and_removes_nothing(make_place: MakePlace) -> None:
    result = make_place().result({"app.py": "def add(:\n"})
    assert result.status == "red"
    assert [(c.id, c.after) for c in result.new_failures] == [("tests/test_app.py", Outcome.ERRORED)]
    assert not result.removed


def test_a_test_that_fails_by_chance_is_told_and_does_not_count(make_place: MakePlace) -> None:
    place = make_place({**BASE, "app.py": FIXED, "tests/test_chance.py": "def test_chance():\n    pass\n"})
    chance = (
        "import os\n\n\ndef test_chance():\n"
        "    import app\n    assert int(os.stat(app.__file__).st_mtime) % 2 == 0\n"
    )
    made = place.tree
    seen: list[Path] = []

    def tree(files: Mapping[str, str]) -> Path:
        folder = made(files)
        candidate = files["tests/test_chance.py"] == chance
        os.utime(folder / "app.py", (1, 1 if candidate and not seen else 2))
        seen.extend([folder] * candidate)
        return folder

    place.tree = tree  # type: ignore[method-assign]
    result = place.result({"tests/test_chance.py": chance})
    assert result.status == "green", result.reason
    assert [(c.id, c.flaky) for c in result.new_failures] == [("tests/test_chance.py::test_chance", True)]


@pytest.mark.parametrize(("moody", "status"), [(True, "green"), (False, "red")])
def test_what_fails_twice_is_run_again_on_the_base_before_it_counts(
    make_place: MakePlace, moody: bool, status: str
) -> None:
    """It may fail there at times as well; where it passes again, the patch made it."""
    chance = (
        "import os\n\nimport app\n\n\ndef test_chance():\n    assert os.stat(app.__file__).st_mtime == 2\n"
    )
    place = make_place({**BASE, "tests/test_chance.py": chance})
    made, bases = place.tree, []

    def tree(files: Mapping[str, str]) -> Path:
        folder = made(files)
        base = files["app.py"] == APP
        os.utime(folder / "app.py", (2, 2 if base and not (moody and bases) else 1))
        bases.extend([folder] * base)
        return folder

    place.tree = tree  # type: ignore[method-assign]
    result = place.result({"app.py": FIXED})
    assert result.status == status, result.reason
    assert [(c.id, c.flaky) for c in result.new_failures] == [("tests/test_chance.py::test_chance", moody)]
    assert ("came out otherwise" in result.reason) == moody


def test_a_test_that_was_expected_to_fail_is_shown_to_fail_without_the_patch(make_place: MakePlace) -> None:
    marked = TESTS.replace("def test_bug", "import pytest\n@pytest.mark.xfail\ndef test_bug")
    place = make_place({**BASE, "tests/test_app.py": marked})
    result = place.result({"app.py": FIXED, "tests/test_app.py": TESTS})
    assert result.status == "green", result.reason
    assert [(c.id, c.before, c.after) for c in result.new_tests] == [
        ("tests/test_app.py::test_bug", Outcome.FAILED, Outcome.PASSED)
    ]
