"""Which words of a commit's message name a ticket."""

from __future__ import annotations

import pytest

from devflow.hooks.starting import ticket_named


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Subject\n\nTicket: docs/one.md\n", "docs/one.md"),
        ("Subject\n\nBody\n\nSigned-off-by: A <a@b>\nticket: gh:o/r#12\n", "gh:o/r#12"),
        ("Subject\n\nTicket: one.md\nTicket: two.md\n", "two.md"),
        ("Subject\n \nTicket: one.md  \n", "one.md"),
        ("Ticket: one.md\n", ""),
        ("Subject\n\nTicket: one.md\n\nMore words\n", ""),
        ("Subject\n\nTicket:\n", ""),
        ("", ""),
    ],
)
def test_the_last_paragraph_names_it(message: str, named: str) -> None:
    assert ticket_named(message) == named
