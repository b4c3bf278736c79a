"""Words of hostile files, fit for one line of a message."""

from __future__ import annotations

from devflow.clean import clean_line


def said(text: str, limit: int = 120) -> str:
    """The text cleaned, on one line, its middle left out beyond `limit` characters."""
    line = clean_line(text)
    return line if len(line) <= limit else f"{line[: limit // 2]}…{line[-limit // 2 :]}"
