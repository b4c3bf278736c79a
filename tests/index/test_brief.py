"""A ticket of a few words is ranked by what was said of files before; one that says what it means is not."""

from __future__ import annotations

from pathlib import Path

from devflow.git.objects import Objects
from devflow.index import Index
from devflow.index.asking.query import read
from devflow.index.keeping.catalog import Catalog
from devflow.index.ranking.rank import WEIGHTS, weights_for
from devflow.index.ranking.told import told
from tests.index.conftest import Commit

TOLD = "what was said of its past changes has the ticket's words"
PATHS = [f"shop/part{number}.py" for number in range(6)]


def past(commit: Commit) -> str:
    """A past in which vouchers are mended twice in one file, and once along with all others."""
    commit(dict.fromkeys(PATHS, "A = 0\n"), "Open the shop")
    commit(dict.fromkeys(PATHS, "A = 1\n"), "Move vouchers to the checkout")
    commit({PATHS[3]: "A = 2\n"}, "Round vouchers at the checkout")
    commit({PATHS[3]: "A = 3\n"}, "Keep vouchers of a closed checkout")
    return commit({PATHS[1]: "A = 4\n"}, "Speak of something else")


def test_what_was_said_of_a_file_is_searched_as_one_text(repo: Path, commit: Commit) -> None:
    head = past(commit)
    catalog = Catalog(repo / ".git" / "i", Objects(repo / ".git"), lambda _said: None)
    found = told(catalog, head, {"voucher": 1.0, "checkout": 1.0}, PATHS)
    assert max(found, key=lambda path: found[path]) == PATHS[3]
    assert found[PATHS[2]] > 0, "a commit of many files says a little of each"
    assert found[PATHS[1]] < found[PATHS[2]], "the more is said of a file, the less a word in it tells"
    assert told(catalog, head, {"unsaid": 1.0}, PATHS) == {}


def test_a_brief_ticket_asks_what_was_said_and_a_long_one_does_not(repo: Path, commit: Commit) -> None:
    head = past(commit)
    index = Index(repo / ".git" / "i", Objects(repo / ".git"))
    brief = index.rank(head, "Vouchers lost at checkout")
    assert brief[0].path == PATHS[3]
    assert TOLD in brief[0].reasons
    body = "The names of the list come out in another order than they went in. " * 4
    assert not any(TOLD in file.reasons for file in index.rank(head, f"Vouchers lost at checkout\n\n{body}"))


def test_that_a_file_was_changed_lately_is_no_reason_alone(repo: Path, commit: Commit) -> None:
    head = past(commit)
    assert (
        Index(repo / ".git" / "i", Objects(repo / ".git")).rank(head, "Nothing of this was ever said") == ()
    )


def test_the_fewer_words_the_more_the_past_weighs() -> None:
    assert read("Vouchers lost").brevity == 1.0
    assert read("word " * 60).brevity == 0.0
    assert 0.0 < read("word " * 28).brevity < 1.0
    assert read("word " * 20, "Vouchers lost in a far too long title").brevity < 1.0, "a title apart counts"
    assert read("Vouchers lost\n\n" + "word " * 17, "Vouchers lost").brevity == 1.0, (
        "and once where it is not"
    )
    assert weights_for(read("word " * 60)) == WEIGHTS
    brief = weights_for(read("Vouchers lost"))
    assert brief["told"] > 0 and brief["chunk"] < WEIGHTS["chunk"]


def test_that_something_is_to_be_fixed_is_no_word_of_the_code() -> None:
    assert "fix" not in read("fix: fixes a bug in vouchers").words
    assert read("fix").words == {"fix": 3.0}, "unless it is all that is said"
