"""Tests that are gone or skipped are put back as they were: what they come to decides, or is told."""

from __future__ import annotations

import pytest

from devflow.handoffs import IdChange, Outcome
from tests.checks.conftest import APP, BASE, FIXED, TESTS, MakePlace

ADD = "tests/test_app.py::test_add"
_GONE = TESTS.replace("def test_add():\n    assert add(1, 2) == 3\n\n\n", "")
_SUM = f"{_GONE}\n\ndef test_sum_of_two_whole_numbers():\n    assert add(1, 2) == 3\n"
_KEPT = {ADD: "tests/test_app.py::test_sum_of_two_whole_numbers"}
_BROKEN = FIXED.replace("first + second", "first - second")
_SKIPPED = f"import pytest\n\n\n@pytest.mark.skip\n{TESTS[TESTS.index('def test_add') :]}"
_SKIPPED = f"from app import add, double\n{_SKIPPED}"


@pytest.mark.parametrize(
    ("app", "tests", "kept", "status", "back"),
    [
        (FIXED, _SUM, _KEPT, "green", Outcome.PASSED),
        (FIXED, _SUM, {}, "red", Outcome.PASSED),
        (FIXED, _GONE, _KEPT, "red", Outcome.PASSED),
        (_BROKEN, _GONE, {ADD: "tests/test_app.py::test_bug"}, "red", Outcome.FAILED),
    ],
    ids=["its checks are made", "its checks are not made", "by a test that is not there", "it would fail"],
)
def test_a_test_that_is_gone_is_replaced_only_where_it_passes_and_its_checks_are_made(
    make_place: MakePlace, app: str, tests: str, kept: dict[str, str], status: str, back: Outcome
) -> None:
    result = make_place().result({"app.py": app, "tests/test_app.py": tests}, kept=kept)
    (gone,) = result.removed
    assert (result.status, gone.id, gone.put_back) == (status, ADD, back), result.reason
    assert result.held == bool(result.lost) == (status == "red")
    assert (gone.instead == kept.get(ADD)) == (status == "green")


def test_the_fact_is_told_with_the_words_of_the_failure(make_place: MakePlace) -> None:
    result = make_place().result({"app.py": _BROKEN, "tests/test_app.py": _GONE})
    assert "put back as it was, it fails" in result.lost[0].as_it_was
    assert "assert -1 == 3" in result.lost[0].detail


@pytest.mark.parametrize(("app", "back"), [(FIXED, Outcome.PASSED), (_BROKEN, Outcome.FAILED)])
def test_a_test_that_is_skipped_now_is_put_back_too(make_place: MakePlace, app: str, back: Outcome) -> None:
    result = make_place().result({"app.py": app, "tests/test_app.py": _SKIPPED})
    assert [(test.id, test.put_back) for test in result.newly_skipped] == [(ADD, back)]
    assert result.held


def test_those_that_hide_a_failure_are_told_first(make_place: MakePlace) -> None:
    result = make_place().result(
        {"app.py": f"{APP}\n", "tests/test_app.py": "def test_new():\n    assert 1 + 1\n"}
    )
    assert [change.put_back for change in result.lost] == [Outcome.FAILED, Outcome.PASSED]
    assert [change.put_back for change in result.removed] == [Outcome.PASSED, Outcome.FAILED]


def test_the_failing_test_that_a_cheat_deletes_fails_when_it_is_put_back(make_place: MakePlace) -> None:
    cheat = TESTS[: TESTS.index("def test_bug")]
    result = make_place().result({"app.py": APP + "\n", "tests/test_app.py": cheat})
    assert [(test.id, test.put_back) for test in result.lost] == [
        ("tests/test_app.py::test_bug", Outcome.FAILED)
    ]


def test_where_something_fails_nothing_is_put_back(make_place: MakePlace) -> None:
    place = make_place(
        {
            **BASE,
            "tests/test_more.py": "from app import add\n\n\ndef test_more():\n    assert add(1, 1) == 2\n",
        }
    )
    result = place.result({"app.py": _BROKEN, "tests/test_app.py": _GONE})
    assert result.new_failures and result.removed[0].put_back is None
    assert not any("put back" in said for said in place.said)


def test_a_test_of_which_nothing_is_known_says_nothing() -> None:
    assert IdChange(id="x", before=Outcome.PASSED, after=None).as_it_was == ""
