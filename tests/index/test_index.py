"""The whole index on a small repository: ranking, packs, tests, symbols, and what it survives."""

from __future__ import annotations

from pathlib import Path

from devflow.git.objects import Objects
from devflow.index import Index
from tests.index.conftest import Commit

TICKET = "Discounts above 100 percent give negative prices\n\n`apply_discount(10, 150)` returns -5."


def index_of(repo: Path) -> Index:
    return Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))


def test_the_file_that_defines_what_the_ticket_names_comes_first(repo: Path, shop: str) -> None:
    ranked = index_of(repo).rank(shop, TICKET)
    assert ranked[0].path == "shop/price.py"
    assert any("apply_discount" in reason for reason in ranked[0].reasons)


def test_tests_are_not_ranked_and_come_with_the_pack(repo: Path, shop: str) -> None:
    index = index_of(repo)
    ranked = index.rank(shop, TICKET)
    assert not any(file.path.startswith("tests/") for file in ranked)
    assert index.pack(shop, TICKET, ranked, 2000).tests[0] == "tests/test_price.py"


def test_a_packs_text_is_the_files_text_and_within_its_budget(repo: Path, shop: str) -> None:
    index = index_of(repo)
    ranked = index.rank(shop, TICKET)
    for budget in (40, 120, 2000):
        context = index.pack(shop, TICKET, ranked, budget)
        assert context.tokens <= budget
        for snippet in context.snippets:
            lines = (repo / snippet.path).read_text().splitlines(keepends=True)
            assert snippet.text == "".join(lines[snippet.first_line - 1 : snippet.last_line])


def test_symbols_have_their_lines(repo: Path, shop: str) -> None:
    symbols = {symbol.qualified: symbol for symbol in index_of(repo).symbols(shop, "shop/cart.py")}
    assert (symbols["Cart"].first_line, symbols["Cart"].last_line) == (8, 23)
    assert symbols["Cart.total"].kind == "function"
    assert index_of(repo).symbols(shop, "README.md") == ()
    assert index_of(repo).symbols(shop, "nowhere.py") == ()


def test_a_language_without_a_grammar_is_found_and_shown(repo: Path, commit: Commit) -> None:
    head = commit(
        {"app/Cart.kt": "class Cart {\n    fun applyVoucher(code: String) = TODO()\n}\n", "a.py": "x = 1\n"}
    )
    index = index_of(repo)
    ranked = index.rank(head, "applyVoucher ignores an empty code")
    assert ranked[0].path == "app/Cart.kt"
    assert (
        "applyVoucher" in index.pack(head, "applyVoucher ignores an empty code", ranked, 500).snippets[0].text
    )
