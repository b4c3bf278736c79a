"""Records and a browser of one line for every test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from records.model import Record
from records.web import make_app


@dataclass
class Page:
    """What the application answered."""

    status: int
    headers: dict[str, str]
    text: str


@pytest.fixture
def records() -> list[Record]:
    return [
        Record(1, "Alder & Sons", "Ghent", Decimal("120.5"), date(2026, 1, 9)),
        Record(2, "Birch, Oak and Co", "Bruges", Decimal("75"), date(2026, 1, 17), "two parts"),
        Record(3, 'Cedar "The Tree" Ltd', "Ghent", Decimal("980"), date(2026, 2, 2)),
        Record(4, "Drift & Daughters", "Antwerp", Decimal("15.25"), date(2026, 2, 11), "=SUM(A1)"),
        Record(5, "Elm Workshops", "Ghent", Decimal("310"), None, "first line\nsecond line"),
    ]


@pytest.fixture
def get(records: list[Record]) -> Callable[..., Page]:
    """Ask the application for a path, as in `get("/records", "city=Ghent")`."""

    def get(path: str, query: str = "") -> Page:
        answered = {}

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            answered.update(status=int(status.split()[0]), headers=dict(headers))

        body = make_app(records)({"PATH_INFO": path, "QUERY_STRING": query}, start_response)
        return Page(answered["status"], answered["headers"], b"".join(body).decode("utf-8"))

    return get
