"""In which order tests are run: the nearest first, the base only where it is not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from devflow.checks import Shelf
from devflow.checks.outcomes.session import Item, Result, Session
from devflow.checks.runners import WHOLE
from devflow.checks.sides import unproven_files
from devflow.handoffs import Outcome
from devflow.process import Completed
from tests.checks.conftest import APP, BASE, FIXED, TESTS, MakePlace
from tests.checks.place import Place

MORE = {
    **BASE,
    "tests/test_more.py": "from app import add\n\n\ndef test_more():\n    assert add(2, 2) == 4\n",
}
_MANY = 40
BROKEN = APP.replace("first + second", "first - second")


def said(place: Place) -> list[str]:
    """What was run since last asked, without the check's name."""
    words = [line.partition(": ")[2].partition(",")[0] for line in place.said]
    place.said.clear()
    return words


def test_a_candidate_that_is_red_on_its_nearest_tests_is_not_measured_whole(make_place: MakePlace) -> None:
    place = make_place(MORE)
    result = place.result({"app.py": BROKEN}, nearest=["tests/test_app.py"], others=_MANY)
    assert result.status == "red"
    assert [change.id for change in result.new_failures] == ["tests/test_app.py::test_add"]
    assert "the whole suite" not in said(place)
    assert "was not run" in result.unfinished


def test_a_candidate_that_is_green_on_its_nearest_tests_is_measured_whole(make_place: MakePlace) -> None:
    place = make_place(MORE)
    result = place.result({"app.py": FIXED}, nearest=["tests/test_app.py"], others=_MANY)
    assert (result.status, result.after.passed, result.unfinished) == ("green", 3, "")
    words = said(place)  # the base's part is told beside the suite: only the first is sure of its place
    assert words[0] == "the nearest tests on the candidate"
    assert "the whole suite" in words


def test_of_a_longer_suite_the_base_runs_what_is_not_green_and_what_stands_near(
    make_place: MakePlace,
) -> None:
    waits = "".join(f"def test_slow{number}():\n    time.sleep(1.3)\n\n\n" for number in range(4))
    slow = f"import time\n\n\n{waits}def test_red():\n    assert time is None\n"
    place = make_place({**BASE, "tests/test_slow.py": slow})
    result = place.result({"app.py": FIXED}, nearest=["tests/test_app.py"], others=_MANY)
    assert "what is not known of the base yet" in said(place)
    assert (result.status, result.before.passed, result.before.failed) == ("green", 1, 2), result.reason
    assert [change.id for change in result.fixed] == ["tests/test_app.py::test_bug"]
    assert [change.id for change in result.still_failing] == ["tests/test_slow.py::test_red"]


def test_in_a_small_repo_the_suite_is_run_at_once_and_the_base_is_run_whole(make_place: MakePlace) -> None:
    place = make_place(MORE)
    result = place.result({"app.py": FIXED}, nearest=["tests/test_more.py"])
    assert sorted(said(place)) == ["the whole suite", "the whole suite"]
    assert [change.id for change in result.fixed] == ["tests/test_app.py::test_bug"]


def test_what_may_be_skipped_is_run_on_the_base_with_the_nearest_tests(make_place: MakePlace) -> None:
    marked = (
        "import pytest\n\n\n@pytest.mark.skipif(True, reason='here')\ndef test_marked():\n    assert 1 + 1\n"
        "\n\ndef test_other():\n    assert 1 + 1\n"
    )
    place = make_place({**MORE, "tests/test_marked.py": marked})
    result = place.result({"app.py": FIXED}, nearest=["tests/test_app.py"], others=_MANY)
    assert (result.status, result.before.skipped, result.before.passed) == ("green", 1, 1), result.reason
    first, *rest = said(place)
    assert first == "the nearest tests on the candidate"
    assert sorted(rest) == ["the nearest tests", "the whole suite"]


def test_new_tests_are_run_without_the_patch_before_it_is_known_which_they_are(
    make_place: MakePlace,
) -> None:
    new = "from app import double\n\n\ndef test_new():\n    assert double(4) == 8\n"
    place = make_place(MORE)
    result = place.result({"app.py": FIXED, "tests/test_new.py": new})
    assert [(t.id, t.before, t.after) for t in result.new_tests] == [
        ("tests/test_new.py::test_new", Outcome.FAILED, Outcome.PASSED)
    ]
    assert "the patch's tests without the patch" in said(place)


RED = "import sys\n\n\ndef test_red():\n    assert sys is None\n"
# -- red in the company of the file before it, green alone
MOODY = "import sys\n\n\ndef test_red():\n    assert 'colorsys' not in sys.modules\n"


@pytest.mark.parametrize(("red", "flaky", "shared"), [(RED, False, 0), (MOODY, True, 0), (RED, False, 1)])
def test_what_fails_before_too_is_run_again_with_the_new_tests(
    make_place: MakePlace, red: str, flaky: bool, shared: int
) -> None:
    """In one start, unless the patch changes what tests share."""
    leaving = "import colorsys\n\n\ndef test_leaves():\n    assert colorsys\n"
    place = make_place({**MORE, "tests/test_a.py": leaving, "tests/test_b.py": red})
    new = "from app import double\n\n\ndef test_new():\n    assert double(4) == 8\n"
    helpers = {f"tests/helper{number}.py": "" for number in range(shared)}
    result = place.result({"app.py": FIXED, "tests/test_new.py": new, **helpers})
    assert ("the failing tests again" in said(place)) == bool(shared)
    assert [(test.id, test.flaky) for test in result.still_failing] == [("tests/test_b.py::test_red", flaky)]
    assert [(test.id, test.before) for test in result.new_tests] == [
        ("tests/test_new.py::test_new", Outcome.FAILED)
    ]


MIXED = (
    "import sys\n\nfrom app import double\n\nBASE = double(3) == 5\n\n\n"
    "def test_mood():\n    assert not BASE or 'colorsys' not in sys.modules\n\n\n"
    "def test_sure():\n    assert not BASE\n"
)


def test_what_passes_without_the_patch_too_at_times_is_not_called_mended(make_place: MakePlace) -> None:
    place = make_place({**MORE, "tests/test_a.py": "import colorsys\n", "tests/test_b.py": MIXED})
    new = "from app import double\n\n\ndef test_new():\n    assert double(4) == 8\n"
    result = place.result({"app.py": FIXED, "tests/test_new.py": new})
    assert [(test.id.partition("::")[2], test.flaky) for test in result.fixed] == [
        ("test_bug", False),
        ("test_mood", True),
        ("test_sure", False),
    ]
    assert [test.id.partition("::")[2] for test in result.mended] == ["test_bug", "test_sure"]


def test_a_failure_far_from_the_patch_is_found_by_the_whole_suite(make_place: MakePlace) -> None:
    quiet = f"{TESTS.split('def test_add')[0]}def test_bug():\n    assert double(5) == 7\n"
    result = make_place({**MORE, "tests/test_app.py": quiet}).result(
        {"app.py": BROKEN}, nearest=["tests/test_app.py"], others=_MANY
    )
    assert [change.id for change in result.new_failures] == ["tests/test_more.py::test_more"]


def test_a_test_that_needs_what_another_leaves_behind_is_judged_in_the_whole_suite(
    make_place: MakePlace,
) -> None:
    needing = f"{TESTS}\n\ndef test_left():\n    import sys\n    assert 'colorsys' in sys.modules\n"
    leaving = "def test_leaves():\n    import colorsys\n    assert colorsys\n"
    place = make_place({**BASE, "tests/test_app.py": needing, "tests/test_a.py": leaving})
    result = place.result({"app.py": FIXED}, nearest=["tests/test_app.py"], others=_MANY)
    assert (result.status, result.new_failures) == ("green", ()), result.reason
    lost = place.result({"app.py": FIXED, "tests/test_a.py": "def test_leaves():\n    assert 1 + 1 == 2\n"})
    assert [(c.id, c.flaky) for c in lost.new_failures] == [("tests/test_app.py::test_left", False)]
    assert lost.status == "red"


@pytest.mark.parametrize(("change", "runs"), [("", 0), ("base", 1), ("settings", 1), ("built file", 1)])
def test_a_base_is_run_once_for_one_tree_and_environment(
    make_place: MakePlace, tmp_path: Path, change: str, runs: int
) -> None:
    place = make_place(MORE)
    built = tmp_path / "built.so"
    built.touch()
    shelf = Shelf(tmp_path / "shelf", base="1", settings="", files=(built,))
    assert place.result({"app.py": FIXED}, shelf=shelf).status == "green"
    said(place)
    if change == "built file":
        built.write_text("another")
    if change in {"base", "settings"}:
        shelf = replace(shelf, **{change: "another"})
    again = place.result({"app.py": FIXED}, shelf=shelf)
    assert (again.status, again.before.failed) == ("green", 1), again.reason
    assert [change.id for change in again.fixed] == ["tests/test_app.py::test_bug"]
    assert sum("on the base" in line for line in place.said) == runs


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"not gzip"])
def test_a_baseline_that_cannot_be_read_is_made_again(
    make_place: MakePlace, tmp_path: Path, data: bytes
) -> None:
    place, shelf = make_place(MORE), Shelf(tmp_path / "shelf", base="1", settings="")
    place.result({"app.py": FIXED}, shelf=shelf)
    (file,) = shelf.folder.iterdir()
    file.write_bytes(data)
    assert place.result({"app.py": FIXED}, shelf=shelf).status == "green"
    assert file.stat().st_size > 100


def test_what_is_known_of_a_base_hides_no_failure(make_place: MakePlace, tmp_path: Path) -> None:
    place, shelf = make_place(MORE), Shelf(tmp_path / "shelf", base="1", settings="")
    place.result({"app.py": FIXED}, shelf=shelf)
    worse = place.result({"app.py": BROKEN}, shelf=shelf)
    assert [c.id for c in worse.new_failures] == [
        "tests/test_app.py::test_add",
        "tests/test_more.py::test_more",
    ]
    gone = place.result({"tests/test_more.py": None}, shelf=shelf)
    assert [c.id for c in gone.removed] == ["tests/test_more.py::test_more"]


def test_the_base_is_asked_for_files_that_could_not_be_loaded_too() -> None:
    results = {
        "a.js::adds": Result(Outcome.PASSED),
        "b.js::later": Result(Outcome.SKIPPED),
        f"c.js::{WHOLE}": Result(Outcome.ERRORED, whole_file=True),
    }
    items = {"a.js::adds": Item("a.js"), "b.js::later": Item("b.js")}
    after = Session(Completed(("x",), 1, b"", b"", 60.0), items, results, finished=True)
    assert unproven_files(after, after.passed) == {"b.js", "c.js"}
