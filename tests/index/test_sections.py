"""Documents are cut at their headings, every line once."""

from __future__ import annotations

import pytest

from devflow.index.reading.digest import digest
from devflow.index.reading.sections import LONGEST, sections

BODY = ["words of a paragraph"] * 9
FENCED = ["```", "# no heading", *BODY, "```"]
MARKDOWN = ["# Install", *BODY, "## From source", *BODY, *FENCED, "## Usage", *BODY]
RESTRUCTURED = ["Install", "=======", *BODY, "From source", "-----------", *BODY]


def starts(lines: list[str]) -> list[str]:
    return [lines[first - 1] for first, _ in sections(lines)]


def test_a_piece_begins_with_its_heading() -> None:
    assert starts(MARKDOWN) == ["# Install", "## From source", "## Usage"]
    assert starts(RESTRUCTURED) == ["Install", "From source"]
    assert starts(["= Install", *BODY, "== Usage", *BODY]) == ["= Install", "== Usage"]


def test_short_sections_stay_together_and_long_ones_are_cut() -> None:
    assert starts(["# One", "a", "# Two", "b", "# Three", *BODY]) == ["# One"]
    assert starts(["# One", *(["a"] * LONGEST * 2), "# Two", *BODY]) == ["# One", "a", "a", "# Two"]


@pytest.mark.parametrize("lines", [[], [""], MARKDOWN, RESTRUCTURED, ["---"] * 200, ["a", "---"] * 90])
def test_every_line_is_in_one_piece(lines: list[str]) -> None:
    spans = list(sections(lines))
    assert [number for first, last in spans for number in range(first, last + 1)] == [
        *range(1, len(lines) + 1)
    ]
    assert all(last - first < LONGEST for first, last in spans)


def test_what_is_no_document_is_cut_evenly() -> None:
    text = "\n".join(["# a comment", *BODY] * 10).encode()
    assert len(digest(text, None, headings=True).chunks) == 10
    assert len(digest(text, None).chunks) == 2
