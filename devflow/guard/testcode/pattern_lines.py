"""The lines of a test file that count: without comments and what is never reached, marks told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_LINE = 2_000
_MAX_JOINED = 200
_STRING = r'"""(?s:.*?)"""|"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'|`[^`]*`"
_SLASHES = r"//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)"
_HASH = r"\#[^\n]*"
COMMENTS = {
    "slashes": re.compile(f"(?P<comment>{_SLASHES})|{_STRING}"),
    # -- PHP marks tests in comments of documentation, and by attributes
    "php": re.compile(rf"/\*\*(?s:.*?)\*/|(?P<comment>{_SLASHES}|\#(?!\[)[^\n]*)|{_STRING}"),
    "hash": re.compile(f"(?P<comment>{_HASH})|{_STRING}"),
    "ruby": re.compile(
        rf"(?P<comment>{_HASH}|(?ms:^=begin\b.*?(?:^=end\b|\Z))|(?ms:^__END__$.*\Z))|{_STRING}"
    ),
}
"""What a comment is, by the habit of the language; strings are named so that none is looked for in them."""
_LEAVES = re.compile(r"(?:return|next|continue|break)(?: Ok\(\(\)\)| 0)?;?")


class Line(NamedTuple):
    """One line, or one mark that stood before code on its line."""

    text: str
    """Without the blanks around it."""
    depth: int
    """How many blanks stood before it."""
    mark: bool = False


def lines_of(text: str, comments: str, mark: str) -> list[Line]:
    """The lines and marks of a text, from which every run of the tests comes by."""
    bare = COMMENTS[comments].sub(_without_comment, text)
    return list(_reached(_told_apart(bare, re.compile(mark))))


def leaves(line: Line) -> bool:
    """Whether the line does nothing but leave its block."""
    return _LEAVES.fullmatch(line.text) is not None


def _without_comment(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n") if found.group("comment") is not None else found.group()


def _told_apart(text: str, mark: re.Pattern[str]) -> Iterator[Line]:
    rows = iter(text.split("\n"))
    for row in rows:
        line = row.strip()[:MAX_LINE]
        depth = len(row[:MAX_LINE]) - len(row[:MAX_LINE].lstrip())
        if line and mark.match(line):
            line = _joined(line, rows)
            while line and (found := mark.match(line)):
                yield Line(found.group().rstrip(), depth, mark=True)
                line = line[found.end() :].lstrip()
        if line:
            yield Line(line, depth)


def _joined(line: str, rows: Iterator[str]) -> str:
    """A mark whose brackets are closed on a later line, as one line."""
    for _ in range(_MAX_JOINED):
        if line.count("(") <= line.count(")") and line.count("[") <= line.count("]"):
            break
        line = f"{line} {next(rows, ')' * MAX_LINE).strip()}"[:MAX_LINE]
        if len(line) == MAX_LINE:
            break
    return line


def _reached(lines: Iterator[Line]) -> Iterator[Line]:
    """No more of a block after a line that leaves it, as its indentation tells."""
    left: int | None = None
    for line in lines:
        if left is not None and line.depth >= left:
            continue
        left = line.depth if leaves(line) else None
        yield line
