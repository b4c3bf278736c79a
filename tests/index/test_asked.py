"""Documents, data and tests that a ticket means are found, told apart from what it asks for, and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.git.objects import Objects
from devflow.handoffs import Context
from devflow.index import Index
from devflow.index.packing.tokens import estimate
from tests.index.conftest import FILES, Commit

MORE = {
    "docs/quickstart.md": "# Quickstart\n\nCreate a virtualenv first.\n",
    "docs/colors.md": "# Colors\n\nText is styled in red or green.\n",
    "docs/notes/deep.rst": "Deep\n====\n\nNothing of note.\n",
    "CHANGES.md": "# Changes\n\n## Unreleased\n\n- Text in color.\n" + "- An older line.\n" * 400,
    "data/rates.csv": "country,rate\nde,19\nfr,20\n",
    "data/shop.json": '{"currency": "EUR"}\n',
    "web/cart.test.js": """describe('the cart', () => {
  it('adds a line twice', () => {
    expect(1).toBe(1);
  });
});
""",
    "tests/test_mail.py": "import random\n\n\ndef test_late():\n    assert random.random() < 1\n"
    + "".join(f"\n\ndef test_other_{n}():\n    assert {n} == {n}\n" for n in range(400)),
    "deploy/credentials.json": '{"token": "x"}\n',
    "deploy/key.pem": "k\n",
}


@pytest.fixture
def index(repo: Path) -> Index:
    return Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))


@pytest.fixture
def head(commit: Commit) -> str:
    return commit(FILES | MORE, "Open the shop")


def find(index: Index, head: str, ticket: str, *, budget: int = 4000) -> Context:
    ranked = index.rank(head, ticket, limit=10)
    return index.pack(head, ticket, ranked, budget)


def text(found: Context, path: str) -> str:
    return "".join(snippet.text for snippet in found.snippets if snippet.path == path)


@pytest.mark.parametrize(
    ("title", "path", "reason"),
    [
        ("Fix the typo in docs/quickstart.md", "docs/quickstart.md", "named in the title"),
        ("Fix the typo in quickstart.md", "docs/quickstart.md", "named in the title"),
        ("README does not mention mail", "README.md", "named in the title"),
        ("Update the changelog", "CHANGES.md", "named in the title"),
        ("data/rates.csv lacks Italy", "data/rates.csv", "named in the title"),
        ("The currency in shop.json is wrong", "data/shop.json", "named in the title"),
        ("tests/test_price.py is slow", "tests/test_price.py", "named in the title"),
        ("test_late is flaky", "tests/test_mail.py", "holds the test `test_late`"),
        ("test_mail.test_late is flaky", "tests/test_mail.py", "holds the test `test_mail.test_late`"),
        ("tests.test_mail fails with sqlite", "tests/test_mail.py", "named in the ticket"),
        ("The test 'adds a line twice' fails", "web/cart.test.js", "holds the test “adds a line twice”"),
    ],
)
def test_what_the_title_names_comes_first_and_is_shown(
    index: Index, head: str, title: str, path: str, reason: str
) -> None:
    found = find(index, head, title)
    assert found.files[0].path == path
    assert found.files[0].reasons[0] == reason
    assert text(found, path)
    assert found.named == ()


def test_a_test_of_the_same_name_in_another_module_is_not_meant(index: Index, head: str) -> None:
    assert find(index, head, "other.test_late fails").files == ()


def test_a_small_file_is_shown_word_for_word(index: Index, head: str) -> None:
    found = find(index, head, "Fix the typo in docs/quickstart.md")
    assert text(found, "docs/quickstart.md") == MORE["docs/quickstart.md"]


def test_of_a_large_test_file_the_named_test_is_shown_with_the_imports(index: Index, head: str) -> None:
    found = find(index, head, "test_other_300 in tests/test_mail.py is flaky", budget=1000)
    shown = text(found, "tests/test_mail.py")
    assert "def test_other_300()" in shown
    assert "import random" in shown
    assert "def test_other_20()" not in shown
    assert found.tokens <= 1000


def test_a_line_that_is_pointed_to_is_shown(index: Index, head: str) -> None:
    found = find(index, head, "Wrong assertion at tests/test_mail.py:1205", budget=1000)
    lines = [(one.first_line, one.last_line) for one in found.snippets if one.path == "tests/test_mail.py"]
    assert any(first <= 1205 <= last for first, last in lines)


def test_of_a_large_changelog_the_newest_is_shown(index: Index, head: str) -> None:
    assert "Unreleased" in text(find(index, head, "Update the changelog", budget=800), "CHANGES.md")


def test_what_only_the_body_names_stands_apart_with_a_part_of_the_budget(index: Index, head: str) -> None:
    body = "The rates are in data/rates.csv, see test_late and docs/colors.md too."
    ticket = f"`apply_discount` goes below zero\n\n{body}"
    plain = find(index, head, ticket.partition("\n")[0])
    found = find(index, head, ticket)
    assert found.files[0].path == plain.files[0].path == "shop/price.py"
    assert {file.path for file in found.named} == {"data/rates.csv", "tests/test_mail.py", "docs/colors.md"}
    assert not {file.path for file in found.files} & {file.path for file in found.named}
    assert "de,19" in text(found, "data/rates.csv")
    assert "def test_late()" in text(found, "tests/test_mail.py")
    aside = [snippet for snippet in found.snippets if snippet.path in {file.path for file in found.named}]
    assert sum(len(snippet.text) for snippet in aside) < 4000


def test_where_the_title_is_about_documents_source_has_a_quarter(repo: Path, commit: Commit) -> None:
    one = "def color_{0}(palette):\n    return palette.colors[{0}]"
    body = "\n\n".join(one.format(number) for number in range(60))
    head = commit({"app/colors.py": body, "docs/colors.md": "# Colors\n\nThe pallete of colors.\n"})
    index = Index(repo / ".git" / "i", Objects(repo / ".git"))

    def tokens_of_source(ticket: str) -> int:
        found = find(index, head, ticket, budget=800)
        return sum(estimate(each.text) for each in found.snippets if each.path == "app/colors.py")

    assert 0 < tokens_of_source("docs: the palette of colors is misspelled") <= 200
    assert tokens_of_source("The palette loses its colors") > 200


def test_a_traceback_through_a_test_names_nothing(index: Index, head: str) -> None:
    ticket = (
        'Discount below zero\n\nTraceback:\n  File "tests/test_mail.py", line 4, in test_late\n    assert 0\n'
    )
    assert find(index, head, ticket).named == ()


def test_a_title_about_documents_finds_them_by_their_words(index: Index, head: str) -> None:
    found = find(index, head, "Document the colors of text")
    assert found.files[0].path == "docs/colors.md"
    assert "red or green" in text(found, "docs/colors.md")
    found = find(index, head, "The quickstart document describes virtualenv wrongly")
    assert found.files[0].path == "docs/quickstart.md"


def test_where_only_the_body_is_about_documents_they_stand_apart(index: Index, head: str) -> None:
    found = find(index, head, "Styled text\n\nPlease extend the docs: red and green are not all colors.")
    assert "docs/colors.md" in {file.path for file in found.named}
    assert all(file.path != "docs/colors.md" for file in found.files)


def test_what_the_first_paragraph_alone_asks_for_is_never_first(index: Index, head: str) -> None:
    found = find(
        index, head, "Colors are dull\n\nStyled text is grey. Also update the docs on red or green text."
    )
    assert found.files[0].path != "docs/colors.md"
    assert "docs/colors.md" in {file.path for file in found.named}


def test_a_document_that_the_body_alone_wants_changed_stands_apart(index: Index, head: str) -> None:
    found = find(index, head, "`apply_discount` goes below zero\n\nThe changelog should mention it.")
    assert [file.path for file in found.named] == ["CHANGES.md"]
    assert found.files[0].path == "shop/price.py"


def test_a_document_in_the_body_comes_first_where_the_title_is_about_documents(
    index: Index, head: str
) -> None:
    found = find(index, head, "Typo in the docs\n\nIn docs/notes/deep.rst it should be “of any note”.")
    assert found.files[0].path == "docs/notes/deep.rst"


def test_documents_are_not_read_for_a_ticket_that_does_not_ask_for_them(
    repo: Path, index: Index, head: str
) -> None:
    find(index, head, "`apply_discount` goes below zero")
    base = repo / ".git" / "devflow" / "index" / "index.db"
    assert b":document:" not in base.read_bytes() + base.with_name("index.db-wal").read_bytes()
    find(index, head, "Document the colors of text")
    assert b":document:" in base.read_bytes() + base.with_name("index.db-wal").read_bytes()


def test_tests_that_are_asked_for_are_placed_beside_the_nearest_ones(index: Index, head: str) -> None:
    found = find(index, head, "Add tests for apply_discount")
    assert found.files[0].path == "tests/test_price.py"
    assert found.tests[0] == "tests/test_price.py"
    assert "def test_discount()" in text(found, "tests/test_price.py")
    assert "shop/price.py" in {file.path for file in found.files}


def test_files_of_keys_links_and_what_lies_outside_are_never_shown(
    repo: Path, commit: Commit, head: str, index: Index
) -> None:
    (repo / "passwords.txt").symlink_to("/etc/passwd")
    now = commit({"blob.json": b"\0\1" * 50}, "More")
    for name in ("deploy/credentials.json", "key.pem", "passwords.txt", "/etc/passwd", "../../etc/passwd"):
        found = find(index, now, f"Look at {name}\n\nSee {name} again.")
        assert not {file.path for file in (*found.files, *found.named)} & {
            *("deploy/credentials.json", "deploy/key.pem", "passwords.txt"),
        }
        assert "token" not in "".join(snippet.text for snippet in found.snippets)
    assert text(find(index, now, "Look at blob.json"), "blob.json") == ""


def test_a_name_that_fits_several_files_names_none(commit: Commit, index: Index) -> None:
    now = commit(
        {
            "a/guide.md": "A\n",
            "b/guide.md": "B\n",
            "c/README.md": "C\n",
            "d/README.md": "D\n",
            "x.py": "x = 1\n",
        }
    )
    assert find(index, now, "Look at guide.md").named == ()
    assert all(file.path == "x.py" for file in find(index, now, "Look at guide.md").files)
