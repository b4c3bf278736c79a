"""The shape of test files in languages read line by line: names, skips, checks, cases, stand-ins."""

from __future__ import annotations

import re

from devflow.guard.testcode.pattern_cases import Tables, case_count, tables_in
from devflow.guard.testcode.pattern_habits import NEVER, Language
from devflow.guard.testcode.pattern_languages import LANGUAGES
from devflow.guard.testcode.pattern_lines import Line, leaves, lines_of
from devflow.guard.testcode.shapes import FileShape, TestShape

_ASSERTS = (
    r"(?:\b(?:assert\w*!?|Assert\.\w+|(?:EXPECT_|ASSERT_|CHECK|REQUIRE|XCTAssert)\w*|(?:assert|require|is)\.\w+)"
    r"|\#?\bexpect|\#require)\(\s*(?:t\s*,\s*)?"
)
_TRUTHS = r"\b(?:assert!?|assertTrue|Assert\.True|XCTAssertTrue)\(\s*"
_IDLE_CHECK = re.compile(
    rf"""{_ASSERTS}true\s*\) | {_TRUTHS}true\s*, | {_ASSERTS}(?P<one>[\w.]+)\s*,\s*(?P=one)\s*[,)]
      | \bassert_\w+\s+(?P<bare>[\w.]+),\s*(?P=bare)$ | \bassert\s+(true\b|_\s*=) | \|\|\s*(true\b|:$)
      | \bor\s+true\b | \bexpect\(\s*true\s*,\s*isTrue | \bmatches!\(.*,\s*_\s*\) | \.Should\(\)\s*;?$
      | \bSUCCEED\( | \bAssert\.(Pass|Warn)\( | \bassertAll\(\s*\) | \bnew\s+SoftAssertions\(\) | _NOFAIL\(
      | \bIs\.Anything\b | \banything\b | \bbe_truthy\.or\b | addToAssertionCount | expectNotToPerform""",
    re.VERBOSE,
)
"""A check of a constant, of a value against itself, or of nothing."""
_OPENS_CHECK = re.compile(r"(?<![.\w#])(?:assertThat|expect)\(")
_CHAINED = (".", "->", "?.", "=>", "{")
_ANSWERS = re.compile(r"throw|fail|assert|expect|Assert|raise|panic")
_VERIFIES = re.compile(r"\bverify|\bVerify|\bcoVerify|\bhave_received|\bshouldHaveReceived")
_TAKES = re.compile(r"(?<![=!<>])=(?![=>])")
_CALL = re.compile(r"(\w+)[!?]?\s*\(|\.(\w+)")
_CLASS = re.compile(r"^(?:\w+\s)*(?:class|module|struct)\s")
_BARE = re.compile(r"[{}();\s]*|end[)]*")
_LOOKED_ON = 3


def pattern_shape(text: str, language: str) -> FileShape:
    """The tests of a file: each from its marks and first line to the next function's or test's."""
    how = LANGUAGES[language]
    return _Reader(how, lines_of(text, how.comments, how.annotation)).read(text)


class _Reader:
    def __init__(self, how: Language, lines: list[Line]) -> None:
        self._how = how
        self._lines = lines
        self._shape = FileShape()
        self._tests: list[tuple[str, list[Line]]] = []
        self._helpers: dict[str, list[Line]] = {}
        self._outside: list[str] = []
        self._tables: Tables = {}

    def read(self, text: str) -> FileShape:
        how, shape = self._how, self._shape
        shape.skips_outside += len(re.findall(how.unbuilt, text))
        shape.exits = sum(re.search(how.ends, line.text) is not None for line in self._lines if not line.mark)
        self._part()
        self._tables = tables_in(self._lines)
        for name, lines in self._tests:
            shape.add(name, self._test(lines))
        shape.skips_outside += sum(re.search(how.skip, line) is not None for line in self._outside)
        called = {name for _, lines in self._tests for name in _called(how, lines)}
        shape.replaces = frozenset(_stood_in_for(how, self._outside) & called)
        found = (re.search(how.defines, line.text) for line in self._lines)
        shape.defines = frozenset(match.group(1) for match in found if match)
        return shape

    def _part(self) -> None:
        """Tell the lines of each test, of each helper, and those of neither."""
        marks: list[Line] = []
        current: list[Line] = []
        in_test = hidden = False
        depth = 0
        for line in self._lines:
            if line.mark:
                marks.append(line)
                continue
            hides = re.match(self._how.hides, line.text) is not None
            hidden = not _CLASS.match(line.text) and (hidden or hides)
            found = re.search(self._how.start, line.text)
            is_test = found is not None and not hidden and self._is_test(found, marks)
            if found and (is_test or not in_test or line.depth <= depth):  # -- or a function within the test
                current, in_test, depth = [], is_test, line.depth
                if is_test:
                    self._tests.append((_title(found), current))
                else:
                    self._helpers[_title(found)] = current
            if not in_test:
                self._outside.append(" ".join([*(mark.text for mark in marks), line.text]))
            current += [*marks, line]
            marks = []
        self._outside += [mark.text for mark in marks]

    def _is_test(self, found: re.Match[str], marks: list[Line]) -> bool:
        name = found.groupdict().get("name")
        if re.search(self._how.apart, found.string):
            return False
        if name is None or any(re.search(self._how.mark, mark.text) for mark in marks):
            return True
        return bool(self._how.named) and name.startswith(self._how.named)

    def _test(self, lines: list[Line]) -> TestShape:
        how = self._how
        marks = [line for line in lines if line.mark]
        skips = [found.group() for line in lines if (found := re.search(how.skip, line.text))]
        skips += [found.group() for line in marks if (found := re.search(how.own_skip, line.text))]
        body = [line for line in lines if not line.mark][1:]
        skips += [
            found.group()
            for n, line in enumerate(body)
            if (found := re.search(how.swallows, line.text)) and not _answered(body, n)
        ]
        first = next(line for line in lines if not line.mark)
        checks = sum(self._checks(body, number) for number in range(len(body)))
        inline = first.text.partition("{")[2]
        checks += re.search(how.check, inline) is not None and not _IDLE_CHECK.search(inline)
        works = any(not _BARE.fullmatch(line.text) and not leaves(line) for line in body)
        return TestShape(
            checks,
            not works and not checks,
            tuple(sorted(skips)),
            case_count(lines, self._helpers, self._tables),
            body="\n".join(line.text for line in lines),
            stand_ins=frozenset(_stood_in_for(how, [line.text for line in body]) & _called(how, body)),
        )

    def _checks(self, body: list[Line], number: int) -> bool:
        line = body[number].text
        checks = re.search(self._how.check, line) is not None and not _IDLE_CHECK.search(line)
        return checks and not _dangles(body, number)


def _title(found: re.Match[str]) -> str:
    return next((group for group in found.groups() if group), "?")


def _stood_in_for(how: Language, lines: list[str]) -> set[str]:
    """The methods that the lines put a stand-in for."""
    if how.stands_in == NEVER:
        return set()
    found = (found for line in lines for found in re.finditer(how.stands_in, line))
    return {name for each in found for name in each.groups() if name}


def _called(how: Language, lines: list[Line]) -> set[str]:
    """What is called where something is checked or kept: not where a stand-in is made or asked."""
    return {
        name
        for line in lines
        if (re.search(how.check, line.text) or _TAKES.search(line.text)) and not _VERIFIES.search(line.text)
        for found in _CALL.finditer(re.sub(how.stands_in, "", line.text))
        for name in found.groups()
        if name
    }


def _answered(body: list[Line], number: int) -> bool:
    """Whether what is caught there is told again, or looked at."""
    return any(_ANSWERS.search(line.text) for line in body[number + 1 : number + 1 + _LOOKED_ON])


def _dangles(body: list[Line], number: int) -> bool:
    """`assertThat(x)` and no more: it says of what, and not what is to be so."""
    line = body[number].text
    found = _OPENS_CHECK.search(line)
    if not found:
        return False
    depth = 0
    for at in range(found.end() - 1, len(line)):
        depth += (line[at] in "([{") - (line[at] in ")]}")
        if depth == 1 and line[at] == ",":
            return False
        if depth == 0:
            following = body[number + 1].text if number + 1 < len(body) else ""
            return line[at + 1 :].strip("; ") == "" and not following.startswith(_CHAINED)
    return False
