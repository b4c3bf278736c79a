"""Phrases that a ticket shares with code point to the place that says them."""

from __future__ import annotations

from devflow.index.asking.phrases import phrases, shared


def test_a_message_that_the_ticket_quotes_is_found_where_it_is_raised() -> None:
    wanted = phrases("I get 'Cannot mix naive and aware datetimes' when I compare two of them.")
    given = shared(
        wanted,
        ["def compare(a, b):\n    return a < b\n", 'raise TypeError("Cannot mix naive and aware datetimes")'],
    )
    assert given == [0.0, 1.0]


def test_a_phrase_that_stands_everywhere_weighs_less() -> None:
    wanted = phrases("cart total price; voucher code expired")
    common, rare = "cart total price", "voucher code expired"
    given = shared(wanted, [common, common, common, rare])
    assert given[3] == 1.0
    assert 0 < given[0] < 1.0


def test_runs_of_dull_words_are_no_phrases() -> None:
    assert not phrases("if it is not in this")
    assert not phrases("")
    assert shared(frozenset(), ["anything at all"]) == [0.0]
