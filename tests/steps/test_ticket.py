"""The ticket is read as it is, or refused by name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from devflow.errors import TicketError
from devflow.steps.ticket import LIMIT_BYTES, Rights, make_ticket, read_ticket, written_by


def from_stdin(data: bytes) -> tuple[str, str]:
    ticket = read_ticket("-", io.BytesIO(data))
    return ticket.title, ticket.body


def test_the_first_line_is_the_title_and_the_rest_the_body() -> None:
    assert from_stdin("# Add café\r\n\r\nIt should\r\nwork.\n".encode()) == ("Add café", "It should\nwork.")


def test_a_byte_order_mark_is_not_part_of_the_title() -> None:
    assert from_stdin(b"\xef\xbb\xbfTitle\n") == ("Title", "")


def test_a_file_lends_its_name(tmp_path: Path) -> None:
    (tmp_path / "ticket.md").write_text("Title\n")
    assert read_ticket(str(tmp_path / "ticket.md"), io.BytesIO()).source == "ticket.md"


def test_what_a_reader_cannot_see_is_counted() -> None:
    assert make_ticket("Fix\u200b it", "please\u202e\U000e0041").hidden == 3
    assert make_ticket("Fix it", "café — naïve").hidden == 0


@pytest.mark.parametrize(
    ("author", "rights", "outsider"),
    [
        ("", None, ""),
        ("ada", "write", ""),
        ("mallory", "read", "mallory"),
        ("mallory", None, "mallory"),
        ("", "read", "somebody unknown"),
    ],
)
def test_an_author_whose_rights_are_not_told_has_none(
    author: str, rights: Rights | None, outsider: str
) -> None:
    assert written_by(make_ticket("Fix it", ""), author, rights).outsider == outsider


@pytest.mark.parametrize("size", [LIMIT_BYTES, LIMIT_BYTES + 1])
def test_the_limit_is_exact(size: int) -> None:
    data = b"T\n" + b"x" * (size - 2)
    if size > LIMIT_BYTES:
        with pytest.raises(TicketError, match="KiB"):
            from_stdin(data)
    else:
        assert from_stdin(data)[0] == "T"
