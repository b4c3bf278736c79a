"""What a ticket asks for beyond source: files and tests by name, documents, tests for something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from devflow.index.asking.query import LONGEST_TICKET, Frame, outside_code, outside_forms, read
from devflow.index.reading.kinds import CHANGELOGS
from devflow.index.reading.words import listed

Concern = Literal["no", "body", "maybe", "yes"]
"""How far documents are meant: by the first paragraph alone, perhaps by the title, surely by the title."""

_MOST = 12
# -- in a path it is the name of a file; before it may stand its module and its class
_TEST = re.compile(
    r"(?<![\w/\\.])((?:\w+\.)*(?:test_\w+|test[A-Z]\w+|Test[A-Z_]\w*|\w+_test))\b(?!\.\w{1,4}\b|/)"
)
_WITH_TEST = re.compile(r"[\w.@+/\\-]*\.[A-Za-z]{1,4}((?:::[\w-]+)+)")
_QUOTED = r"(?:\"([^\"\n]{6,160})\"|`([^`\n]{6,160})`|“([^”\n]{6,160})”|'([^'\n]{6,160})')"
_TITLED = re.compile(rf"\b(?:tests?|specs?|it|describe|cases?)\b[\s(:,]{{1,3}}{_QUOTED}(?!\w)")
_TITLED_TOO = re.compile(rf"(?<!\w){_QUOTED} (?:tests?|specs?|cases?)\b")
_WORD = re.compile(r"[\w.@+-]+(?:[/\\][\w.@+-]+)*")
# -- a traceback, a command that was typed, a diff, an indented block
_TRACE = re.compile(
    r"^\s*(?:File \"|at [\w$.<>]+ ?\(|Traceback |E {2,}|>>>|[$%] |diff --git|\+\+\+ |--- |@@).*$"
    r"|^(?: {4}|\t).*$",
    re.MULTILINE,
)

_PAPERS = r"(?:read-?me|docs?|documentation|change-?log|release notes|tutorials?|user guide|faq)"
_ABOUT = re.compile(
    rf"^\s*(?:please )?document(?:ing)? (?!root|type)|^\s*\[?docs?\]?:|(?<![\w.-]){_PAPERS}(?![\w(-]|\.\w)",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:typos?|misspell\w*|spelling|documents?|guides?|manual|how-?to|cookbook)\b", re.IGNORECASE
)
_IN_CODE = re.compile(r"\bdoc-?strings?\b|\bsource comments?\b", re.IGNORECASE)
_CHANGE = r"(?:fix|update|correct|clarify|improve|rewrite|extend|add|change|document|mention|reword)\w*"
_SHOULD = r"should (?:\w+ )?(?:say|mention|explain|describe|show)"
_FAULT = rf"(?:typos?|misspell\w*|out ?dated|out of date|stale|{_SHOULD})"
_WANTS_PAPER = re.compile(
    rf"\b{_CHANGE}\b[^.\n]{{0,60}}\b{_PAPERS}\b|\b{_PAPERS}\b[^.\n]{{0,60}}\b{_FAULT}\b", re.IGNORECASE
)
_ADD = r"(?:add|write|extend|improve|increase|more|missing|needs?|lacks?|cover)"
_OF_A_TOOL = (
    r"(?! (?:runner|client|suite|command|option|mode|framework|util|helper|setting|database|server|flag))"
)
_WANTS_TESTS = re.compile(
    rf"\b{_ADD}\b[^.\n]{{0,40}}\b(?:tests?|coverage)\b{_OF_A_TOOL}"
    r"|\b(?:tests?|coverage) (?:for|of)\b|^\s*\[?tests?\]?:"
    r"|\b(?:is|has) (?:not|never|no) (?:tested|covered|tests?)\b|\buntested\b",
    re.IGNORECASE,
)
_TEST_BROKEN = re.compile(r"\btests? (?:for|of)\b.{0,80}\b(?:fails?|crash\w*|hangs?)\b", re.IGNORECASE)
# -- what a document is commonly called by where no ending is said
CALLED = {
    "readme": ("readme",),
    "changelog": CHANGELOGS,
    "contributing": ("contributing",),
    "license": ("license", "licence", "copying"),
    "authors": ("authors", "contributors"),
    "security": ("security",),
    "news": ("news",),
    "changes": ("changes", "changelog"),
    "history": ("history", "changelog"),
    "code_of_conduct": ("code_of_conduct",),
}
# -- a plain word of English otherwise
_SHOUTED = listed("news changes history security license authors contributing")


@dataclass(slots=True)
class Part:
    """What the title, or what the prose below it, names."""

    paths: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    """Keys of `CALLED`: README, the changelog and their like, without a path."""
    frames: list[Frame] = field(default_factory=list)
    """Lines of paths."""
    tests: list[str] = field(default_factory=list)
    """Names of test functions, with their containers where these are said, dotted."""
    titled: list[str] = field(default_factory=list)
    """What may be the title of a test that has no other name."""
    words: frozenset[str] = frozenset()


@dataclass(slots=True)
class Mentions:
    """All of it."""

    title: Part
    body: Part
    documents: Concern
    """Whether documents are what it is about."""
    tests: bool
    """Whether tests are what the title asks for."""


def mentions(ticket: str, title: str = "") -> Mentions:
    """What the ticket names; code and tracebacks in it name nothing, they only show."""
    text = ticket[:LONGEST_TICKET].replace("\r\n", "\n").lstrip()
    title = (title or text.partition("\n")[0])[:500].lstrip("# ")
    prose = _TRACE.sub(" ", outside_code(outside_forms(text.lstrip("# ").removeprefix(title))))
    first = next((part for part in prose.split("\n\n") if part.strip()), "")
    tests = bool(_WANTS_TESTS.search(title)) and not _TEST_BROKEN.search(title)
    return Mentions(_part(title), _part(prose), _about(title, first), tests)


def _about(title: str, paragraph: str) -> Concern:
    if _IN_CODE.search(title):
        return "no"
    if _ABOUT.search(title):
        return "yes"
    if _PERHAPS.search(title):
        return "maybe"
    return "body" if _WANTS_PAPER.search(paragraph) and not _IN_CODE.search(paragraph) else "no"


def _part(text: str) -> Part:
    found = read(text)
    words = _WORD.findall(text)
    tests = [_dotted(path) for path in _WITH_TEST.findall(text)]
    inside = {name for test in tests for name in test.split(".")}
    tests += [name for name in _TEST.findall(text) if name not in inside]
    titled = ("".join(groups) for groups in (*_TITLED.findall(text), *_TITLED_TOO.findall(text)))
    return Part(
        paths=_few((*found.paths, *(word.rstrip(".").replace("\\", "/") for word in words)), most=400),
        called=_few(filter(None, map(_called, words))),
        frames=found.frames,
        tests=_few(tests),
        titled=_few(one for one in titled if " " in one.strip()),
        words=frozenset(word.lower() for word in words),
    )


def _dotted(names: str) -> str:
    return names.strip(":").replace("::", ".")


def _called(word: str) -> str:
    plain = word.strip(".-").lower().replace("-", "_")
    key = {"read_me": "readme", "change_log": "changelog"}.get(plain, plain)
    return key if key in CALLED and (key not in _SHOUTED or word.isupper()) else ""


def _few(found: Iterable[str], most: int = _MOST) -> list[str]:
    return list(dict.fromkeys(found))[:most]
