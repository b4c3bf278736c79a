"""Records are read from JSON lines."""

from datetime import date
from decimal import Decimal

from records.model import Record, load


def test_a_line_becomes_a_record():
    line = '{"id": 7, "customer": "Fir", "city": "Ghent", "amount": "1.1", "paid_on": "2026-03-01"}'
    assert load(line) == [Record(7, "Fir", "Ghent", Decimal("1.1"), date(2026, 3, 1))]


def test_an_open_record_has_no_day_and_empty_lines_are_left_out():
    line = '{"id": 8, "customer": "Gum", "city": "Ghent", "amount": "2", "paid_on": null}'
    (record,) = load(f"\n{line}\n\n")
    assert record.paid_on is None
