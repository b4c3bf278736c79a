"""Filters on records, as a user writes them into a query string."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

from records.model import Record


class FilterError(ValueError):
    """A filter that cannot be understood; its text is shown to the user."""


@dataclass(frozen=True)
class Filters:
    """What must be true of a record; None asks for nothing."""

    customer: str | None = None
    city: str | None = None
    since: date | None = None
    until: date | None = None
    least: Decimal | None = None


def parse(query: str) -> Filters:
    """Read filters from a query string; an empty value asks for nothing."""
    values = {}
    for name, text in parse_qsl(query):
        if name not in _READERS:
            raise FilterError(f"There is no filter {name!r}.")
        try:
            values[name] = _READERS[name](text)
        except (ValueError, InvalidOperation):
            raise FilterError(f"{text!r} is no value for the filter {name!r}.") from None
    return Filters(**values)


_READERS = {
    "customer": str,
    "city": str,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "least": Decimal,
}


def apply(filters: Filters, records: Iterable[Record]) -> list[Record]:
    """Keep the records for which every filter holds, in their order."""
    return [record for record in records if _holds(filters, record)]


def _holds(filters: Filters, record: Record) -> bool:
    if filters.customer and filters.customer.lower() not in record.customer.lower():
        return False
    if filters.city and filters.city.lower() != record.city.lower():
        return False
    if filters.least is not None and record.amount < filters.least:
        return False
    return _in_time(filters, record.paid_on)


def _in_time(filters: Filters, paid_on: date | None) -> bool:
    if filters.since is None and filters.until is None:
        return True
    if paid_on is None:
        return False
    return (filters.since or date.min) <= paid_on <= (filters.until or date.max)
