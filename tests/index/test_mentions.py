"""What a ticket names and is about beyond source, told from its words alone."""

from __future__ import annotations

import pytest

from devflow.index.asking.mentions import mentions


@pytest.mark.parametrize(
    ("ticket", "concern"),
    [
        ("README says pip install but should mention uv", "yes"),
        ("Document the --color option", "yes"),
        ("docs: name the new flag", "yes"),
        ("Update the changelog", "yes"),
        ("Fix a broken link in the documentation", "yes"),
        ("Fix a typo", "maybe"),
        ("The quickstart document describes virtualenv wrongly", "maybe"),
        ("virtualenv is old\n\nPlease update the docs to say venv.", "body"),
        ("Slice is off by one\n\nThe docs say that the end is left out, but it is not.", "no"),
        ("Fix a typo in the docstring of total_price", "no"),
        ("sphinx-quickstart crashes", "no"),
        ("docs.python.org is fetched on start", "no"),
        ("Empty document crashes the parser", "maybe"),
        ("Cart total is wrong", "no"),
    ],
)
def test_whether_a_ticket_is_about_documents(ticket: str, concern: str) -> None:
    assert mentions(ticket).documents == concern


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Add tests for echo_via_pager", True),
        ("Tests for the cart are missing", True),
        ("Improve the coverage of price.py", True),
        ("test: cover the empty cart", True),
        ("apply_discount is untested", True),
        ("Test client drops cookies", False),
        ("Tests for the cart fail on Windows", False),
        ("Add a test runner option", False),
    ],
)
def test_whether_a_title_asks_for_tests(title: str, *, wanted: bool) -> None:
    assert mentions(title).tests is wanted


def test_tests_are_named_by_function_by_address_and_by_title() -> None:
    said = mentions(
        "test_total is flaky\n\n"
        "So is tests/test_mail.py::TestMail::test_late and the test 'posts one letter'."
    )
    assert said.title.tests == ["test_total"]
    assert said.body.tests == ["TestMail.test_late"]
    assert said.body.titled == ["posts one letter"]


def test_a_traceback_fenced_code_and_a_template_name_nothing() -> None:
    said = mentions(
        "Total is wrong\n\n"
        "```\n$ pytest tests/test_cart.py::test_total\n```\n\n"
        '  File "tests/test_cart.py", line 4, in test_total\n'
        "    assert test_other()\n\n- [ ] I have updated the CHANGELOG\n"
    )
    assert said.body.tests == []
    assert said.body.called == []
    assert [frame.path for frame in said.body.frames] == []
    assert "tests/test_cart.py" not in said.body.paths


def test_the_common_documents_are_known_without_a_path_and_a_plain_word_is_none() -> None:
    assert mentions("README and the changelog disagree").title.called == ["readme", "changelog"]
    assert mentions("Some news: history of changes is lost").title.called == []
    assert mentions("Update NEWS").title.called == ["news"]
