"""Base against candidate by id: what got better, worse, new, or went away."""

from __future__ import annotations

from tests.checks.conftest import FIXED, MakePlace


def test_a_fix_is_green_and_names_what_it_fixed(make_place: MakePlace) -> None:
    report = make_place().measure({"app.py": FIXED})
    result = report.results[0]
    assert result.status == "green", (result.reason, result.output)
    assert [c.id for c in result.fixed] == ["tests/test_app.py::test_bug"]
    assert (result.before.passed, result.before.failed, result.after.passed) == (1, 1, 2)
    assert not result.new_failures
    assert report.green
    assert report.sandbox == "bubblewrap"
