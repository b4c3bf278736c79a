"""How many cases a test is run with, where they are listed in so many words: in marks, tables, providers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from devflow.guard.testcode.pattern_lines import Line

_ONE_CASE = re.compile(r"^[\[#@]+\s*(InlineData|TestCase|DataRow|Arguments|case|test_case|TestWith)\b")
_LISTED = re.compile(r"^@(?:CsvSource|ValueSource|EnumSource|Test\b.*\barguments:)(?P<listed>.*)")
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|(?<![\w.])-?\d[\w.]*')
_PROVIDER = re.compile(
    r"(?:DataProvider|dataProvider|MethodSource|MemberData|TestCaseSource)\b[^\w]*(?:nameof\()?\s*[\"']?(\w+)"
)
_ROW = re.compile(
    r"""^(?:\[|['"][^'"]*['"]\s*=>\s*\[|yield\b|Arguments\.of\(|arguments\(|new\s*(?:\bobject\b|\bTestCaseData|\[\]))"""
)
_OPENED = re.compile(r"^(?:var\s+)?(?P<name>\w+)\s*(?::=|=|[^\s=]+\s*=)\s*(?:\[|map\[)")
_RANGE = re.compile(r"\brange\s+(?:(?P<name>\w+)\s*\{$|\[\]|map\[)")
_INLINE_ROW = re.compile(r"\{[^{}]*\}")
_WHERE = re.compile(r"^[^|]+\|[^|]*")
Tables = Mapping[str, int]
"""How many rows each table has, by its name."""


def case_count(lines: Sequence[Line], helpers: Mapping[str, Sequence[Line]], tables: Tables) -> int:
    """The cases of the test that these lines make; `tables` are those of its whole file."""
    count = _where_rows(lines) + _ranged(lines, tables)
    for mark in (line.text for line in lines if line.mark):
        count += _ONE_CASE.search(mark) is not None
        if listed := _LISTED.match(mark):
            count += len(_LITERAL.findall(listed["listed"]))
        if named := _PROVIDER.search(mark):
            count += sum(1 for line in helpers.get(named[1], ()) if _ROW.match(line.text))
    return count


def tables_in(lines: Sequence[Line]) -> Tables:
    """The tables that Go would go over: lists and maps that are bound to a name."""
    opened = ((number, _OPENED.match(line.text)) for number, line in enumerate(lines))
    return {found["name"]: _rows_below(lines, number) for number, found in opened if found}


def _where_rows(lines: Sequence[Line]) -> int:
    """The rows of Spock's `where:` table."""
    at = next((number for number, line in enumerate(lines) if line.text == "where:"), len(lines))
    return sum(1 for line in lines[at + 1 :] if _WHERE.match(line.text))


def _ranged(lines: Sequence[Line], tables: Tables) -> int:
    """The rows of the tables that a Go test goes over."""
    ranges = [(number, found) for number, line in enumerate(lines) if (found := _RANGE.search(line.text))]
    known = {**tables, **tables_in(lines)} if ranges else {}
    return sum(
        known.get(found["name"], 0) if found["name"] else _rows_below(lines, number)
        for number, found in ranges
    )


def _rows_below(lines: Sequence[Line], at: int) -> int:
    """The elements of the literal that the line opens, a line each, or all of them on the line itself."""
    first = lines[at]
    inside = len(_INLINE_ROW.findall(first.text.partition("}{")[2] or first.text))
    if not first.text.endswith("{") or inside:
        return inside
    rows = 0
    depth: int | None = None
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if line.depth > first.depth:
            depth = line.depth if depth is None else depth
            rows += line.depth == depth and not line.text.startswith("}")
        elif line.text.endswith("}{"):
            rows, depth = 0, None  # -- the fields of the struct end here
        else:
            break
    return rows
