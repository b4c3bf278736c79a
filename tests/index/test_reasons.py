"""Reasons are words that a person can check, and none that tells no file from another."""

from __future__ import annotations

from pathlib import Path

from devflow.git.objects import Objects
from devflow.index import Index
from devflow.index.asking.query import read
from devflow.index.ranking.reasons import speaks_of
from tests.index.conftest import Commit


def test_words_of_the_task_endings_and_scraps_are_no_reason() -> None:
    query = read("Fix typo in docs/guide.md of v2\n\nThe discount is wrong: apply_discount ignores it.")
    given = [(9.0, "fix"), (8.0, "md"), (7.0, "2"), (6.0, "typo"), (5.0, "discount"), (4.0, "it")]
    assert speaks_of(given, query) == "speaks of “discount”"
    assert speaks_of(given[:4], query) == ""


def test_an_ending_that_the_ticket_means_otherwise_is_a_reason() -> None:
    assert speaks_of([(2.0, "md")], read("The md5 of a file")) == ""
    assert speaks_of([(2.0, "lock")], read("The lock is never released")) == "speaks of “lock”"


def test_words_are_told_as_the_ticket_writes_them_and_few() -> None:
    query = read("FileField.clean loses InitialValue, PostgreSQL and Forms")
    given = [(5.0, "initialvalue"), (4.9, "initial"), (4.0, "postgresql"), (3.0, "form"), (1.0, "clean")]
    assert speaks_of(given, query) == "speaks of “InitialValue”, “PostgreSQL”, “Forms”"


def test_a_ranked_file_is_not_said_to_speak_of_fixing(repo: Path, commit: Commit) -> None:
    head = commit(
        {
            "app/fixer.py": "def fix(md):\n    'fix md fix md'\n    return md\n",
            "app/voucher.py": "def voucher(code):\n    return code\n",
        }
    )
    ranked = Index(repo / ".git" / "i", Objects(repo / ".git")).rank(head, "fix voucher in notes.md")
    reasons = {file.path: " ".join(file.reasons) for file in ranked}
    assert "speaks of “voucher”" in reasons["app/voucher.py"]
    assert "speaks of" not in reasons.get("app/fixer.py", "")
