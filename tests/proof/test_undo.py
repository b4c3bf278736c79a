"""What undoes a change is said with what stays when it was undone."""

from __future__ import annotations

import pytest

from devflow import proof
from devflow.handoffs import Candidate, Risk
from tests.support import views


def undo(path: str, risk: Risk = Risk.LOW) -> str:
    return proof.roll_back(
        risk, Candidate(base=views.BASE, commit=views.COMMIT, tree="", changed=(views.changed(path),))
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("app/migrations/0003_add_tax.py", "stays applied"),
        ("db/migrate/20260101_tax.rb", "stays applied"),
        ("schema/up.sql", "stays applied"),
        ("infra/main.tf", "stays as it was applied"),
        ("requirements.txt", "install again"),
        ("fixtures/countries.csv", "data that was loaded"),
    ],
)
def test_what_outlives_a_revert_is_named(path: str, said: str) -> None:
    assert f"{path} (" in undo(path)
    assert said in undo(path)


@pytest.mark.parametrize("path", ["app/export.py", "app/migrations/__init__.py", "docs/migrating.md"])
def test_plain_code_leaves_nothing_behind_at_low_risk(path: str) -> None:
    assert undo(path).endswith(f"`git revert {views.COMMIT[:12]}`, or `git revert -m 1` of the merge commit.")


@pytest.mark.parametrize("risk", [Risk.MEDIUM, Risk.HIGH])
def test_from_medium_risk_on_written_data_is_spoken_of(risk: Risk) -> None:
    assert "data that was written" in undo("app/export.py", risk)
