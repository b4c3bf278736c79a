"""Untrusted text is shown and never obeyed: what a terminal or a reader would follow becomes visible."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devflow.clean import clean, clean_line, hidden_characters, trim

SHOWN = [
    ("\x1b[2J", "\\x1b[2J"),
    ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
    ("\x1b]8;;http://x\x1b\\link", "\\x1b]8;;http://x\\x1b\\link"),
    ("\x9b31m", "\\x9b31m"),
    ("a\x00b", "a\\x00b"),
    ("a\x08b", "a\\x08b"),
    ("a\rb", "a\\x0db"),
    ("a\x7fb", "a\\x7fb"),
    ("a\x85b", "a\\x85b"),
    ("a\u202eb", "a<U+202E>b"),
    ("a\u2066b", "a<U+2066>b"),
    ("a\u200bb", "a<U+200B>b"),
    ("a\u2028b", "a<U+2028>b"),
    ("a\u00adb", "a<U+00AD>b"),
    ("\ufeffa", "<U+FEFF>a"),
    ("a\U000e0041b", "a<U+E0041>b"),
    ("a\ud800b", "a\ufffdb"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_what_a_reader_would_not_see_is_shown(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("text", ["plain", "two\nlines", "a\tb", "Привет, 你好 é 👍", "[/oops] <b>", ""])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_windows_line_ends_become_plain_ones() -> None:
    assert clean("a\r\nb\r\n") == "a\nb\n"


def test_a_cleaned_line_is_one_line() -> None:
    assert clean_line("a\nb\tc\r\nd") == "a\\nb\\tc\\nd"


@given(st.text(st.characters(codec=None)))
def test_no_control_or_format_character_passes(text: str) -> None:
    cleaned = clean(text)
    assert not any(char for char in cleaned if unicodedata.category(char) == "Cc" and char not in "\n\t")
    assert not any(char in cleaned for char in "\u202a\u202e\u2066\u2069\u200b\u200f\ufeff\u2028\u061c")
    assert not any("\U000e0000" <= char <= "\U000e007f" for char in cleaned)
    cleaned.encode()


@given(st.text(st.characters(codec=None)))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_cleaned_line_never_breaks(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


def test_hidden_characters_are_counted() -> None:
    assert hidden_characters("a\u200bb\u202ec\U000e0041") == 3
    assert hidden_characters("a b\n\tc é") == 0


def test_a_short_text_is_not_trimmed() -> None:
    assert trim("abc", 3) == "abc"


def test_a_long_text_keeps_head_and_tail_and_says_what_is_left_out() -> None:
    trimmed = trim("a" * 50 + "b" * 50, 30)
    assert trimmed.startswith("a" * 10)
    assert trimmed.endswith("b" * 20)
    assert "70 characters left out" in trimmed
