"""The ticket step: what was asked, read once and never edited."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

from devflow.clean import clean_line, hidden_characters
from devflow.errors import TicketError
from devflow.handoffs import Ticket

# -- about 64k tokens: more than any spec needs, less than any window
LIMIT_BYTES = 256 * 1024
Rights = Literal["write", "read"]


def read_ticket(source: str, stdin: BinaryIO) -> Ticket:
    """The ticket in a file, or on standard input where `source` is `-`.

    Raises:
        TicketError: it is missing, unreadable, empty, too large or not text.
    """
    if source == "-":
        return make_ticket(*_split(_text(stdin.read(LIMIT_BYTES + 1), "Standard input")), source="-")
    path = Path(source)
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT_BYTES + 1)
    except OSError as error:
        hint = "Give a file, `-` for standard input, or --title and --body."
        message = f"The ticket {source} cannot be read: {error.strerror}."
        raise TicketError(message, hint, code="E_TICKET_UNREADABLE") from error
    return make_ticket(*_split(_text(data, f"The ticket {source}")), source=path.name)


def make_ticket(title: str, body: str, *, source: str = "flags") -> Ticket:
    """A ticket of these words.

    Raises:
        TicketError: there are none, or too many.
    """
    if len(title) + len(body) > LIMIT_BYTES:
        _refuse_size("The ticket")
    if not title.strip():
        hint = "Say in a line what is wanted: devflow run --title 'Export records as CSV'."
        raise TicketError("The ticket is empty.", hint, code="E_TICKET_EMPTY")
    from devflow.guard import redacted  # noqa: PLC0415 -- a fifth of a second, for those who read a ticket

    hidden = hidden_characters(title + body)
    (title, first), (body, second) = redacted(title.strip()), redacted(body.strip())
    found = Ticket(title=title, body=body, source=source, hidden=hidden)
    # -- what was not there is left out, so that a digest stays as it was
    return found.model_copy(update={"redacted": first + second}) if first + second else found


def written_by(ticket: Ticket, author: str, rights: Rights | None) -> Ticket:
    """The ticket with who wrote it and may do what; an author whose rights are not told has none."""
    may_write = not author if rights is None else rights == "write"
    return ticket.model_copy(update={"author": clean_line(author).strip(), "may_write": may_write})


def _text(data: bytes, name: str) -> str:
    if len(data) > LIMIT_BYTES:
        _refuse_size(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TicketError(
            f"{name} is not UTF-8 text.", "Save it as UTF-8.", code="E_TICKET_ENCODING"
        ) from error
    if "\0" in text:
        raise TicketError(f"{name} holds NUL bytes.", "Give a text file.", code="E_TICKET_ENCODING")
    return text.replace("\r\n", "\n")


def _refuse_size(name: str) -> None:
    hint = "Cut logs and data down to the lines that matter."
    raise TicketError(f"{name} is larger than {LIMIT_BYTES // 1024} KiB.", hint, code="E_TICKET_TOO_LARGE")


def _split(text: str) -> tuple[str, str]:
    title, _, body = text.strip().partition("\n")
    return title.lstrip("# ").strip(), body
