"""What a coding model asks to see is shown word for word, within the budget, and what cannot be is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.git.objects import Objects
from devflow.handoffs import Request, Snippet
from devflow.index import Index
from devflow.index.packing.serving import Served
from tests.index.conftest import Commit


@pytest.fixture
def index(repo: Path) -> Index:
    return Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))


def ask(index: Index, commit: str, request: Request, *shown: Snippet, budget: int = 2000) -> Served:
    return index.serve(commit, request, "Receipts are late", shown, budget)


def test_a_named_file_is_shown_whole(repo: Path, shop: str, index: Index) -> None:
    served = ask(index, shop, Request(files=("shop/mail.py",)))
    assert [(s.path, s.text) for s in served.snippets] == [
        ("shop/mail.py", (repo / "shop/mail.py").read_text())
    ]
    assert served.missing == ()


def test_a_file_may_be_named_by_the_end_of_its_path_and_a_test_or_document_too(
    shop: str, index: Index
) -> None:
    served = ask(index, shop, Request(files=("test_cart.py", "README.md", "price.py")))
    assert {s.path for s in served.snippets} == {"tests/test_cart.py", "README.md", "shop/price.py"}


def test_a_named_symbol_is_shown_from_wherever_it_stands(shop: str, index: Index) -> None:
    served = ask(index, shop, Request(symbols=("Cart.total", "apply_discount")))
    shown = "".join(s.text for s in served.snippets)
    assert "def total(self)" in shown
    assert "def apply_discount" in shown
    assert "def send_receipt" not in shown


def test_words_bring_what_matches_them(shop: str, index: Index) -> None:
    served = ask(index, shop, Request(words="letters sent to a customer"))
    assert served.snippets[0].path == "shop/mail.py"


def test_what_cannot_be_shown_is_named(shop: str, index: Index) -> None:
    served = ask(index, shop, Request(files=("nowhere.py",), symbols=("absent",)))
    assert served.snippets == ()
    assert served.missing == ("There is no file `nowhere.py`.", "No source file defines `absent`.")


def test_what_is_shown_already_is_not_shown_again(repo: Path, shop: str, index: Index) -> None:
    text = (repo / "shop/mail.py").read_text()
    known = Snippet(path="shop/mail.py", first_line=1, last_line=text.count("\n"), text=text)
    assert ask(index, shop, Request(files=("shop/mail.py",)), known).snippets == ()


def test_files_of_keys_links_and_what_lies_outside_are_never_shown(
    repo: Path, commit: Commit, shop: str, index: Index
) -> None:
    """150 R-env-file; the twin is the file that is named beside it, above."""
    (repo / "passwords.py").symlink_to("/etc/passwd")
    head = commit({".env": "KEY=1\n", "deploy/key.pem": "k\n", ".netrc": "k\n", "blob.py": b"\0\1" * 50})
    names = (".env", "key.pem", ".netrc", "passwords.py", "/etc/passwd", "../../etc/passwd", "blob.py")
    served = ask(index, head, Request(files=names))
    assert served.snippets == ()
    assert len(served.missing) == len(names)


def test_a_large_file_gives_its_best_pieces_within_the_budget(commit: Commit, index: Index) -> None:
    body = "".join(f"def step_{n}(value):\n    return value + {n}\n\n\n" for n in range(400))
    head = commit({"big.py": body + "def late_receipts(value):\n    return value\n", "small.py": "x = 1\n"})
    served = ask(index, head, Request(files=("big.py",)), budget=600)
    assert "def late_receipts" in "".join(s.text for s in served.snippets)
    assert sum(len(s.text) for s in served.snippets) < 600 * 5


def test_more_names_than_are_allowed_are_cut_and_not_refused() -> None:
    request = Request.model_validate({"files": [f"f{n}" for n in range(99)], "words": ["a", "b" * 900]})
    assert len(request.files) == 8
    assert len(request.words) == 500


def test_data_is_shown_up_to_a_bound_and_of_a_large_document_what_the_words_mean(
    commit: Commit, index: Index
) -> None:
    long = "".join(f"Line {n} of nothing.\n" for n in range(900)) + "Receipts that are late are sent again.\n"
    head = commit(
        {"rates.csv": "a,b\n", "huge.csv": "a,b\n" * 60_000, "long.md": long, "small.py": "x = 1\n"}
    )
    served = ask(index, head, Request(files=("rates.csv", "huge.csv")))
    assert [snippet.path for snippet in served.snippets] == ["rates.csv"]
    assert served.missing == ("`huge.csv` is not shown.",)
    served = ask(index, head, Request(files=("long.md",)), budget=800)
    assert "Receipts that are late" in "".join(snippet.text for snippet in served.snippets)
