"""Holding sessions against each other: what it costs with many ids."""

from __future__ import annotations

import time

import pytest

from devflow.checks.outcomes.session import Item, Result, Session
from devflow.checks.verdicts.difference import compare, doubtful, new_ids
from devflow.handoffs import Outcome
from devflow.process import Completed

_MANY = 60_000
_SECONDS = 20.0


def _session(names: list[str]) -> Session:
    tests = [f"tests/test_app.py::{name}" for name in names]
    return Session(
        completed=Completed((), 0, b"", b"", 1.0),
        items={test: Item("tests/test_app.py", "same") for test in tests},
        results={test: Result(Outcome.PASSED) for test in tests},
        finished=True,
    )


def test_a_suite_of_sixty_thousand_is_compared_in_seconds() -> None:
    before = _session([f"test_version[{number}]" for number in range(_MANY)])
    after = _session([f"test_version[{number}]" for number in range(1, _MANY + 1)])
    started = time.monotonic()
    difference = compare(before, after)
    assert time.monotonic() - started < _SECONDS
    assert [change.instead for change in difference.removed] == [f"tests/test_app.py::test_version[{_MANY}]"]
    assert new_ids(before, after) == {f"tests/test_app.py::test_version[{_MANY}]"}


def test_thousands_of_renamed_tests_are_found_in_seconds() -> None:
    old = [f"test_{number}_is_parsed[{case}]" for number in range(200) for case in range(10)]
    new = [f"test_{number}_was_parsed[{case}]" for number in range(200) for case in range(10)]
    started = time.monotonic()
    difference = compare(_session(old), _session(new))
    assert time.monotonic() - started < _SECONDS
    assert len(difference.removed) == 2000
    assert not difference.lost


@pytest.mark.parametrize(
    ("seconds", "again"), [(1.0, {"same", "other"}), (300.0, {"other"})], ids=["short", "long"]
)
def test_what_fails_in_the_same_words_twice_is_run_again_in_a_short_suite_alone(
    seconds: float, again: set[str]
) -> None:
    def side(words: str) -> Session:
        results = {"same": Result(Outcome.FAILED, "no network"), "other": Result(Outcome.FAILED, words)}
        done = Completed((), 1, b"", b"", seconds)
        return Session(done, {test: Item("a.py") for test in results}, results, finished=True)

    assert doubtful(side("assert 1 == 2"), side("assert 3 == 2"), {"same", "other"}) == again
