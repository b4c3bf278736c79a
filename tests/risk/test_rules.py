"""Paths and names raise the risk by the words they are made of; nothing ever lowers it."""

from __future__ import annotations

import pytest

from devflow.handoffs import Risk
from devflow.risk import Raise, highest, of_names, of_paths, of_words

NONE: dict[Risk, tuple[str, ...]] = {}


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("src/billing/tax.py", "billing"),
        ("shop/PaymentForm.tsx", "billing"),
        ("src/requests/auth.py", "access"),
        ("lib/oauth2_client.rb", "access"),
        ("core/csrf.py", "security"),
        ("users/migrations/0007_name.py", "migrations"),
        ("db/schema.sql", "migrations"),
        ("deploy/main.tf", "infrastructure"),
        ("Dockerfile", "infrastructure"),
        (".github/workflows/test.yml", "CI"),
        ("app/gdpr_export.py", "legal"),
    ],
)
def test_a_path_that_is_costly_to_get_wrong_is_high(path: str, rule: str) -> None:
    (first, *_) = of_paths([path], NONE, "the candidate changes")
    assert (first.risk, first.reason) == (Risk.HIGH, f"{rule} (the candidate changes {path})")
    assert first.path == path


@pytest.mark.parametrize(
    "path",
    [
        "src/author.py",
        "src/authority/names.py",
        "tests/test_billing.py",
        "src/test/java/PaymentTest.java",
        "docs/security.md",
        "src/table.py",
        "immigration/views.py",
    ],
)
def test_another_path_is_not(path: str) -> None:
    assert of_paths([path], NONE, "scope holds") == []


def test_own_globs_raise_and_hold_for_tests_too() -> None:
    own = {Risk.HIGH: ("tests/golden/**",), Risk.MEDIUM: ("core/**",)}
    raised = of_paths(["core/a.py", "core/b.py", "tests/golden/x.json"], own, "scope holds")
    assert [str(one) for one in raised] == [
        "high: the configured rule 'tests/golden/**' (scope holds tests/golden/x.json)",
        "medium: the configured rule 'core/**' (scope holds core/a.py)",
    ]


def test_names_in_the_code_raise_by_their_words() -> None:
    assert [raised.reason for raised in of_names(["parseLogin", "parse"], "the spec names")] == [
        "access (the spec names parseLogin)"
    ]


def test_own_words_are_taken_as_they_stand() -> None:
    raised = of_words("We use C++ (tax)", {Risk.MEDIUM: ("c++", "(tax)", "absent")})
    assert [one.risk for one in raised] == [Risk.MEDIUM, Risk.MEDIUM]


def test_nothing_lowers_a_risk() -> None:
    assert highest(Risk.HIGH, [Raise(Risk.LOW, "a model says so")]) is Risk.HIGH
    assert highest(Risk.LOW, [Raise(Risk.MEDIUM, "x"), Raise(Risk.LOW, "y")]) is Risk.MEDIUM
