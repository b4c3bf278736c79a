"""Every numbered case of a hostile repository has a test that bears its number."""

from __future__ import annotations

import re
from pathlib import Path

from tests.git.test_hostile_config import CASES

_NUMBERED = re.compile(r"\b(\d{2,3})[ -][RV]-\w")
_TESTS = Path(__file__).parents[1]
# -- an object equal to everything, made by the source under test: seen by a reviewer alone
_KNOWN_LIMITS = {85}


def test_every_case_of_tampering_and_of_a_hostile_repository_has_its_test() -> None:
    told = " ".join(CASES.values())
    told += " ".join(path.read_text("utf-8") for path in _TESTS.rglob("*.py") if path != Path(__file__))
    assert {*range(59, 88), *range(91, 153)} - {
        int(number) for number in _NUMBERED.findall(told)
    } == _KNOWN_LIMITS
