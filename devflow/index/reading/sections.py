"""Where a document is cut: at its headings, and neither into scraps nor into what is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST = 60
"""Lines of a piece of prose."""
_LEAST = 8
"""Lines; what stands under a heading with less is kept with what follows."""
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_MARKED = re.compile(r"(?:#{1,6}|={1,5}) +\S")
_RULE = re.compile(r"([=~^\"'*+#.:_-])\1{2,}\s*$")
_OVER = 2
"""Letters that a rule under a heading may be shorter than the heading is."""


def even(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Stretches of lines (1-based, inclusive), each but the last as long as may be."""
    for start in range(first, last + 1, LONGEST):
        yield start, min(last, start + LONGEST - 1)


def sections(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches of a document in Markdown, reStructuredText or AsciiDoc, one or more for each heading."""
    start = 1
    for heading in _headings(lines):
        if heading - start >= _LEAST:
            yield from even(start, heading - 1)
            start = heading
    yield from even(start, len(lines))


def _headings(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of lines that are headings; what stands in fenced code is none."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (_MARKED.match(line) or _underlined(lines, number)):
            yield number


def _underlined(lines: Sequence[str], number: int) -> bool:
    """Whether a rule of signs stands under the line, and is about as long as it."""
    title = lines[number - 1].rstrip()
    below = lines[number] if number < len(lines) else ""
    written = bool(title) and not title[0].isspace() and not _RULE.match(title)
    return written and _RULE.match(below) is not None and len(below.rstrip()) >= len(title) - _OVER
