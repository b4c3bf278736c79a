"""Words are cut so that prose and code meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devflow.index.reading.words import parts, stem


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("get_queryset", {"queryset", "get_queryset"}),
        ("HttpResponseRedirect", {"http", "respons", "redirect", "httpresponseredirect"}),
        ("_private", {"privat"}),
        ("XMLParser", {"xml", "parser", "xmlparser"}),
        ("utf8", {"utf", "utf8"}),
        ("the", set()),
        ("größe_max", {"größe", "max", "größe_max"}),
    ],
)
def test_identifiers_are_cut_at_case_and_underscores_and_kept_whole(identifier: str, words: set[str]) -> None:
    assert set(parts(identifier)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("migrations", "migration"),
        ("parsing", "parse"),
        ("cached", "cache"),
        ("queries", "query"),
        ("stopped", "stop"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_run_of_letters_too_long_to_be_a_word_is_left_out() -> None:
    assert parts("a" * 65) == ()


@given(st.text(max_size=80))
def test_no_word_is_empty_or_upper_case_ascii(text: str) -> None:
    for word in parts(text):
        assert word
        assert not any("A" <= letter <= "Z" for letter in word)
