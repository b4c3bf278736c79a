"""A criterion is shown only by a test that is red without the patch, and read only where the patch has it."""

from __future__ import annotations

from devflow import proof
from devflow.handoffs import ChangedSymbol, Criterion, Evidence, IdChange, Outcome
from tests.support import views

CRITERION = Criterion(id="C1", text="The download holds the filtered records")
NAME = "tests/test_download.py::test_filtered_records_are_downloaded"


def shown(*tests: IdChange, symbols: tuple[ChangedSymbol, ...] = ()) -> Evidence:
    results = views.report(new_tests=tests).results
    (found,) = proof.evidence([CRITERION], results, symbols)
    return found


def symbol(name: str, change: str = "added", path: str = "app/export.py") -> ChangedSymbol:
    return ChangedSymbol.model_validate(
        {"path": path, "name": name, "kind": "function", "change": change, "first_line": 7, "last_line": 9}
    )


def test_a_proving_test_whose_name_speaks_of_it_shows_it() -> None:
    assert shown(views.proving(NAME)).shown_by == (NAME,)


def test_words_are_met_in_their_other_forms() -> None:
    other = "test_app.py::test_filter_and_download_of_record"
    assert shown(views.proving(other)).shown_by == (other,)


def test_a_test_that_passes_without_the_patch_shows_nothing() -> None:
    assert shown(IdChange(id=NAME, before=Outcome.PASSED, after=Outcome.PASSED)).shown_by == ()


def test_a_red_test_shows_nothing() -> None:
    assert shown(IdChange(id=NAME, before=None, after=Outcome.FAILED)).shown_by == ()


def test_a_test_of_something_else_shows_nothing() -> None:
    assert shown(views.proving("tests/test_records.py::test_the_user_logs_in")).shown_by == ()


def test_where_the_patch_defines_what_is_spoken_of_is_to_be_read() -> None:
    found = shown(symbols=(symbol("write_csv"), symbol("download_records"), symbol("filter", "removed")))
    assert found.touched == ("app/export.py:7 download_records",)


def test_a_test_file_is_no_place_to_read() -> None:
    assert shown(symbols=(symbol("test_download", path="tests/test_export.py"),)).touched == ()
