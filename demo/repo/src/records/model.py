"""What a record is, and how records are read."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Record:
    """One payment; `paid_on` is None while it is open."""

    id: int
    customer: str
    city: str
    amount: Decimal
    paid_on: date | None
    note: str = ""


def load(text: str) -> list[Record]:
    """Read records from JSON lines."""
    return [_record(json.loads(line)) for line in text.splitlines() if line.strip()]


def _record(fields: dict) -> Record:
    paid_on = fields["paid_on"]
    return Record(
        id=fields["id"],
        customer=fields["customer"],
        city=fields["city"],
        amount=Decimal(fields["amount"]),
        paid_on=date.fromisoformat(paid_on) if paid_on else None,
        note=fields.get("note", ""),
    )
