"""The columns in which records are shown, in their order."""

from collections.abc import Callable

from records.model import Record

COLUMNS: list[tuple[str, Callable[[Record], str]]] = [
    ("No.", lambda record: str(record.id)),
    ("Customer", lambda record: record.customer),
    ("City", lambda record: record.city),
    ("Amount", lambda record: f"{record.amount:.2f}"),
    ("Paid on", lambda record: record.paid_on.isoformat() if record.paid_on else ""),
    ("Note", lambda record: record.note),
]


def headings() -> list[str]:
    """The columns' headings."""
    return [heading for heading, _ in COLUMNS]


def cells(record: Record) -> list[str]:
    """The record's values as text, one a column."""
    return [text(record) for _, text in COLUMNS]
