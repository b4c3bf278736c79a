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
    ends: re.Pattern[str]
    """What ends the process, or puts off its end."""
    comment: str = "//"
    named: str = ""
    """How the name of a test begins that needs no mark; empty: marks alone tell, if the language has any."""


_NEVER = re.compile(r"(?!)")
_IDLE_CHECK = re.compile(
    r"""assert!\(\s*true\b|assert_eq!\(\s*(\w+)\s*,\s*\1\s*\)|assertTrue\(\s*true\s*\)|Assert\.True\(\s*true\s*\)
        |assert\s+true\b|expect\(\s*true\s*\)|addToAssertionCount|expectNotToPerformAssertions|Assert\.Pass\(
        |\srescue\s""",
    re.VERBOSE,
)
_CASE = re.compile(r"^\[(InlineData|TestCase|DataRow)\b")
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
        r"|@(Enabled|Disabled)(If|On|For)\w*|@Test\s*\([^)]*(expected\s*=|enabled\s*=\s*false)"
        r"|\bcatch\s*\(\s*(final\s+)?(Throwable|AssertionError|Error)\b|^#if\b"
    ),
    check=_XUNIT_CHECK,
    ends=re.compile(
        r"\bSystem\.exit\(|\bRuntime\.getRuntime\(\)\.halt\(|\bEnvironment\.(Fail)?(Exit|Fast)\("
    ),
)

LANGUAGES: Mapping[str, _Language] = {
    "go": _Language(
        start=re.compile(r"^func (?:\([^)]{0,80}\) )?(?P<name>(?:Test|Fuzz|Example)\w*)\("),
        mark=_NEVER,
        skip=re.compile(r"\b\w+\.(Skip|Skipf|SkipNow)\(|\bt\s*=\s*(&|new\()testing\.T\b"),
        check=re.compile(r"\b\w+\.(Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(assert|require|is|qt)\.\w+\("),
        ends=re.compile(r"\bos\.Exit\(\s*0\s*\)|\bsyscall\.Exit\("),
    ),
    "rs": _Language(
        start=re.compile(r"^\s*(?:pub\s+)?(?:async\s+)?fn\s+(?P<name>\w+)"),
        mark=re.compile(r"^\s*#\[(?:\w+::)?(test|rstest|proptest|test_case)\b"),
        skip=re.compile(r"#\[\s*(ignore|should_panic)\b|#\[cfg\(any\(\)\)\]|#\[cfg\(all\(test\b|#!\[cfg\(|cfg_attr\(.*\bignore\b"),
        check=re.compile(r"\b(debug_)?(prop_)?(assert\w*|panic|unreachable)!"),
        ends=_NEVER,
    ),
    "rb": _Language(
        start=re.compile(r"^\s*(?:def\s+(?P<def>test_\w+)|(?:it|specify|scenario|test|should|example)\s*\(?\s*['\"](?P<name>[^'\"]{1,200}))"),
        mark=_NEVER,
        skip=re.compile(r"^\s*((RSpec\.)?[xf](it|describe|context|specify|example)|pending|skip)\b|\b(skip|focus):\s*(true|['\"])|\bpending:|,\s*:(skip|pending|focus)\b"),
        check=re.compile(r"\b(assert\w*|refute\w*|expect|must_\w+|should\w*|flunk)\b"),
        ends=re.compile(r"\bexit!|\bat_exit\b|^\s*(exit|abort)\b"),
        comment="#",
    ),
    "php": _Language(
        start=re.compile(r"^\s*(?:(?:public|final|static)\s+)*function\s+(?P<name>\w+)\s*\(|^\s*(?:it|test)\(\s*['\"](?P<title>[^'\"]{1,200})"),
        mark=re.compile(r"@test\b|#\[\\?(\w+\\)*Test\b"),
        skip=re.compile(r"markTest(Skipped|Incomplete)|->skip\(|->todo\(|@requires\b|#\[Requires|#\[DoesNotPerform"),
        check=re.compile(r"(->|::)(assert\w+|expect\w+|fail)\(|\bexpect\("),
        ends=re.compile(r"^\s*(exit|die)\b|register_shutdown_function"),
        named="test",
    ),
    **dict.fromkeys(("java", "kt", "cs", "scala", "groovy"), _JAVA),
}  # fmt: skip
"""How tests look, by the file name's suffix."""

_MAX_LINE = 2_000
_MARKS = ("@", "#[", "[")
_DOCUMENTED = ("/*", "*")
"""How lines begin in which PHP marks a test."""


def pattern_shape(text: str, language: str) -> FileShape:
    """The tests of a file: each from its first line to the next test's, marks before it included."""
    how = LANGUAGES[language]
    shape = FileShape()
    name, held = "", list[str]()
    marks: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()[:_MAX_LINE]
        # -- a file that is not built has no tests; one that ends the process ends them all
        shape.skips_outside += language == "go" and stripped.startswith(("//go:build ", "// +build "))
        if not stripped or (stripped.startswith(how.comment) and not stripped.startswith("#!")):
            continue
        shape.exits += how.ends.search(stripped) is not None
        told = language == "php" and stripped.startswith(_DOCUMENTED)
        if told and not (how.mark.search(stripped) or how.skip.search(stripped)):
            continue
        if told or stripped.startswith(_MARKS):
            marks.append(stripped)
            continue
        found = how.start.search(line[:_MAX_LINE])
        title = next((group for group in found.groups() if group), "?") if found else ""
        if found and _is_one(how, title, marks):
            _keep(shape, how, name, held)
            name, held = title, []
        elif found:  # -- a helper between tests belongs to none of them
            _keep(shape, how, name, held)
            name, held = "", []
        held += [*marks, stripped]
        marks = []
    _keep(shape, how, name, [*held, *marks])
    return shape


def _is_one(how: _Language, title: str, marks: list[str]) -> bool:
    if how.mark is _NEVER or any(how.mark.search(mark) for mark in marks):
        return True
    return bool(how.named) and (title.startswith(how.named) or not title.isidentifier())


def _keep(shape: FileShape, how: _Language, name: str, lines: list[str]) -> None:
    skips = tuple(sorted(found.group() for line in lines if (found := how.skip.search(line))))
    if not name:
        # -- what stands before the first test speaks for the whole file
        shape.skips_outside += len(skips)
        return
    body = [line for line in lines if not line.startswith((*_MARKS, *_DOCUMENTED))][1:]
    if body and body[0].rstrip("; ") in ("return", "next", "throw", "return nil", "return Ok(())"):
        body = []
    checks = sum(1 for line in body if how.check.search(line) and not _IDLE_CHECK.search(line))
    works = any(line.strip("{}();") not in ("", "end") for line in body)
    cases = sum(1 for line in lines if _CASE.search(line))
    shape.add(name, TestShape(checks, not works, skips, cases, body="\n".join(lines)))
