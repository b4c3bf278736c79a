"""Records as an HTML page."""

from collections.abc import Sequence
from html import escape

from records.columns import cells, headings
from records.filters import Filters
from records.model import Record


def render(records: Sequence[Record], filters: Filters) -> str:
    """The whole page: what is filtered, how many records, and a table of them."""
    count = "1 record" if len(records) == 1 else f"{len(records)} records"
    return "\n".join(
        [
            "<!doctype html>",
            "<title>Records</title>",
            f"<h1>{count}</h1>",
            f"<p>{_described(filters)}</p>",
            "<table>",
            _row("th", headings()),
            *(_row("td", cells(record)) for record in records),
            "</table>",
            "",
        ]
    )


def _described(filters: Filters) -> str:
    asked = [f"{name}: {value}" for name, value in vars(filters).items() if value]
    return escape(", ".join(asked)) or "no filter"


def _row(tag: str, texts: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"
