"""Past commits and tests speak for the sources that changed with them; what a ticket cites does too."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.git.objects import Objects
from devflow.index import Index
from devflow.index.asking.query import read
from tests.index.conftest import Commit

PLAIN = {f"src/part{number}.py": f"def part{number}():\n    return {number}\n" for number in range(9)}


def ranked(repo: Path, head: str, ticket: str) -> list[tuple[str, tuple[str, ...]]]:
    index = Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))
    return [(file.path, file.reasons) for file in index.rank(head, ticket)]


@pytest.mark.parametrize(
    "words", ["Broken since {commit}", "Regression of #4711", "As in https://example.com/o/r/pull/4711"]
)
def test_the_files_of_a_commit_that_the_ticket_cites_come_first(
    words: str, repo: Path, commit: Commit
) -> None:
    commit(PLAIN, "Begin")
    cited = commit({"src/part5.py": "def part5():\n    return 55\n"}, "Faster (#4711)")
    head = commit({"src/part1.py": "def part1():\n    return 11\n"}, "Slower (#4712)")
    (first, reasons), *_ = ranked(repo, head, words.format(commit=cited[:9]))
    assert first == "src/part5.py"
    assert f"changed in {cited[:10]}, which the ticket cites" in reasons


def test_a_commit_that_came_later_than_the_base_is_not_cited(repo: Path, commit: Commit) -> None:
    head = commit(PLAIN, "Begin")
    later = commit({"src/part5.py": "def part5():\n    return 55\n"}, "Faster (#4711)")
    assert ranked(repo, head, f"Broken since {later[:9]}, see #4711") == []


def test_what_changed_with_a_test_that_matches_the_title_is_found(repo: Path, commit: Commit) -> None:
    commit(PLAIN, "Begin")
    test = "def test_zebra_crossing():\n    assert True\n"
    head = commit({"src/part3.py": "def part3():\n    return 33\n", "tests/test_it.py": test}, "Mend")
    (first, reasons), *_ = ranked(repo, head, "Zebra crossing is closed")
    assert first == "src/part3.py"
    assert "changed together with tests that match" in reasons


def test_ids_of_commits_and_numbers_of_issues_are_read() -> None:
    query = read("Since 1f0c9ab and #12, /pull/345\nnot deadbeef, 1234567, #1 nor abc1")
    assert query.commits == ["1f0c9ab"]
    assert query.numbers == ["12", "345"]


def test_prose_is_told_from_fenced_code() -> None:
    query = read("The walrus sinks\n```\nzebra(1)\n```\nslowly")
    assert {"walrus", "slowly"} <= query.prose_words.keys()
    assert "zebra" in query.words
    assert "zebra" not in query.prose_words
    assert read("No code here").prose_words == {}
