"""A suite that does not end: what came to an end is judged, and a single test that hangs does not stop it."""

from __future__ import annotations

import pytest

from devflow.handoffs import Outcome
from devflow.sandbox import Limits
from tests.checks.conftest import BASE, FIXED, TESTS, MakePlace

LIMITS = Limits(seconds=8, memory=1 << 30, processes=64)
SLOW = "import time\n\n\ndef test_slow():\n    time.sleep(60)\n"
# -- each less than one test may take, together more than the suite may
MANY = (
    "import time, pytest\n\n\n"
    "@pytest.mark.parametrize('n', range(40))\ndef test_slow(n):\n    time.sleep(0.5)\n"
)
DEAF = """import time


def test_deaf():
    try:
        time.sleep(60)
    except Exception:
        pass
"""


def test_a_test_that_hangs_on_both_sides_does_not_stop_the_others(make_place: MakePlace) -> None:
    place = make_place({**BASE, "tests/test_a_slow.py": SLOW})
    result = place.result({"app.py": FIXED}, limits=LIMITS)
    assert result.status == "green", (result.reason, result.output)
    assert [(c.id, c.after) for c in result.still_failing] == [
        ("tests/test_a_slow.py::test_slow", Outcome.TIMED_OUT)
    ]
    assert [c.id for c in result.fixed] == ["tests/test_app.py::test_bug"]


def test_a_test_that_swallows_exceptions_is_ended_too(make_place: MakePlace) -> None:
    result = make_place({**BASE, "tests/test_deaf.py": DEAF}).result({"app.py": FIXED}, limits=LIMITS)
    assert (result.status, result.after.timed_out) == ("green", 1), result.reason


CASES = [
    ("a fix beside it", {"app.py": FIXED, "tests/test_app.py": TESTS + "\n"}, "green"),
    ("a failure beside it", {"app.py": "", "tests/test_app.py": TESTS + "\n"}, "red"),
    (
        "a test that is skipped",
        {"tests/test_app.py": f"import pytest\npytest.skip(allow_module_level=True)\n{TESTS}"},
        "red",
    ),
    ("a test that is gone", {"app.py": FIXED, "tests/test_app.py": TESTS.split("def test_bug")[0]}, "red"),
    ("no nearest test", {"app.py": FIXED}, "timed_out"),
]


@pytest.mark.parametrize(("edits", "status"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_suite_past_its_time_is_judged_by_what_ended(
    make_place: MakePlace, edits: dict[str, str], status: str
) -> None:
    result = make_place({**BASE, "tests/test_z_many.py": MANY}).result(edits, limits=LIMITS)
    assert result.status == status, (result.reason, result.output)
    if status == "green":
        assert [c.id for c in result.fixed] == ["tests/test_app.py::test_bug"]
        assert "the whole suite was ended in tests/test_z_many.py::test_slow" in result.unfinished.lower()
