"""The shape of test files in languages read line by line: names, marks that skip, assertions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from devflow.guard.shapes import FileShape, TestShape


@dataclass(frozen=True)
class _Language:
    start: re.Pattern[str]
    """A line on which a test begins; its group `name`, where it has one, names it."""
    mark: re.Pattern[str]
    """A line before a test that makes the next function one; or nothing."""
    skip: re.Pattern[str]
    check: re.Pattern[str]
    comment: str = "//"


_NEVER = re.compile(r"(?!)")
_XUNIT_CHECK = re.compile(
    r"\b(assert\w*|Assert\.\w+|expect\w*|verify\w*|fail|should\w*)\s*[\(\{!]|\.Should\("
)

_JAVA = _Language(
    start=re.compile(
        r"^\s*(?!return|new|throw|await|else|if|for|while|switch|catch|try|assert|yield)[\w<>\[\]?,.]{1,80}\s"
        r"[^=;(]{0,200}?(?P<name>\w+|`[^`]{1,120}`)\s*\([^;{]*(?:\{.*)?$"
    ),
    mark=re.compile(
        r"^\s*[@\[](Test|ParameterizedTest|RepeatedTest|TestFactory|Fact|Theory|TestMethod|TestCase)\b"
    ),
    skip=re.compile(
        r"@(Disabled|Ignore)\b|\[Ignore|\bSkip\s*=|\bassume(True|False|That)\s*\(|Assert\.(Ignore|Inconclusive)"
    ),
    check=_XUNIT_CHECK,
)

LANGUAGES: Mapping[str, _Language] = {
    "go": _Language(
        start=re.compile(r"^func (?:\([^)]{0,80}\) )?(?P<name>(?:Test|Fuzz|Example)\w*)\("),
        mark=_NEVER,
        skip=re.compile(r"\b\w+\.(Skip|Skipf|SkipNow)\("),
        check=re.compile(r"\b\w+\.(Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(assert|require|is|qt)\.\w+\("),
    ),
    "rs": _Language(
        start=re.compile(r"^\s*(?:pub\s+)?(?:async\s+)?fn\s+(?P<name>\w+)"),
        mark=re.compile(r"^\s*#\[(?:\w+::)?(test|rstest|proptest|test_case)\b"),
        skip=re.compile(r"#\[\s*(ignore|should_panic)\b|#\[cfg\(any\(\)\)\]"),
        check=re.compile(r"\b(debug_)?(prop_)?(assert\w*|panic|unreachable)!"),
    ),
    "rb": _Language(
        start=re.compile(r"^\s*(?:def\s+(?P<def>test_\w+)|(?:it|specify|scenario|test|should|example)\s*\(?\s*['\"](?P<name>[^'\"]{1,200}))"),
        mark=_NEVER,
        skip=re.compile(r"^\s*(x(it|describe|context|specify|example)|pending|skip)\b|\bskip:\s*(true|['\"])|\bpending:"),
        check=re.compile(r"\b(assert\w*|refute\w*|expect|must_\w+|should\w*|flunk)\b"),
        comment="#",
    ),
    "php": _Language(
        start=re.compile(r"^\s*(?:(?:public|final|static)\s+)*function\s+(?P<name>test\w*)\s*\(|^\s*(?:it|test)\(\s*['\"](?P<title>[^'\"]{1,200})"),
        mark=_NEVER,
        skip=re.compile(r"markTest(Skipped|Incomplete)|->skip\(|->todo\("),
        check=re.compile(r"(->|::)(assert\w+|expect\w+|fail)\(|\bexpect\("),
    ),
    **dict.fromkeys(("java", "kt", "cs", "scala", "groovy"), _JAVA),
}  # fmt: skip
"""How tests look, by the file name's suffix."""

_MAX_LINE = 2_000
_GO_EXIT = re.compile(r"\bos\.Exit\(\s*0\s*\)|\bsyscall\.Exit\(")
_MARKS = ("@", "#[", "[")


def pattern_shape(text: str, language: str) -> FileShape:
    """The tests of a file: each from its first line to the next test's, marks before it included."""
    how = LANGUAGES[language]
    shape = FileShape()
    name, held = "", list[str]()
    marks: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()[:_MAX_LINE]
        if language == "go":
            # -- a file that is not built has no tests; one that ends the process ends them all
            shape.skips_outside += stripped.startswith(("//go:build ", "// +build "))
            shape.exits += _GO_EXIT.search(stripped) is not None
        if not stripped or stripped.startswith(how.comment):
            continue
        if stripped.startswith(_MARKS):
            marks.append(stripped)
            continue
        found = how.start.search(line[:_MAX_LINE])
        if found and (how.mark is _NEVER or any(how.mark.search(mark) for mark in marks)):
            _keep(shape, how, name, held)
            name, held = next((group for group in found.groups() if group), "?"), []
        elif found:  # -- a helper between tests belongs to none of them
            _keep(shape, how, name, held)
            name, held = "", []
        held += [*marks, stripped]
        marks = []
    _keep(shape, how, name, [*held, *marks])
    return shape


def _keep(shape: FileShape, how: _Language, name: str, lines: list[str]) -> None:
    skips = tuple(sorted(found.group() for line in lines if (found := how.skip.search(line))))
    if not name:
        # -- what stands before the first test speaks for the whole file
        shape.skips_outside += len(skips)
        return
    body = [line for line in lines if not line.startswith(_MARKS)][1:]
    if body and body[0].rstrip("; ") in ("return", "next", "throw", "return nil", "return Ok(())"):
        body = []
    checks = sum(1 for line in body if how.check.search(line))
    works = any(line.strip("{}();") not in ("", "end") for line in body)
    shape.add(name, TestShape(checks=checks, empty=not works, skips=skips, body="\n".join(lines)))
