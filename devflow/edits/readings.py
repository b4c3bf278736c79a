"""The readings under which two lines count as the same, from the strictest on."""

from __future__ import annotations

import re

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NUMBER = re.compile(r"\s*(\d+) ?[|\u2502\u2192\t] ?")
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u3000", " "),
        "\u2026": "...",
    }
)
_WORDS = r"existing|rest|remain\w*|unchanged|same|other|previous|more|code|lines?|methods?|functions?|here"
_ELISION = re.compile(
    r"\s*(?P<comment>#|//|/\*|<!--|--|;|%|\{/\*)?\s*(?:\.{3}|\u2026)"
    rf"(?P<words>.{{0,60}}\b(?:{_WORDS})\b.{{0,60}})?(?:\s*(?:\.{{3}}|\u2026))?\s*(?:\*/\}}?|-->)?\s*",
    re.IGNORECASE,
)


def exact(line: str) -> str:
    """The line itself."""
    return line


def trailing(line: str) -> str:
    """Without the blanks at its end."""
    return line.rstrip()


def stripped(line: str) -> str:
    """Without the blanks at both ends; how far it is indented is compared apart."""
    return line.strip()


def collapsed(line: str) -> str:
    """Every run of blanks within is one blank; the indentation stays."""
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)] + _SPACES.sub(" ", body).rstrip()


def lookalike(line: str) -> str:
    """Typographic dashes, quotes and blanks are the plain ones."""
    return line.translate(_LOOKALIKES).rstrip()


def indent(line: str) -> str:
    """The blanks a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def is_elision(line: str) -> bool:
    """The line stands for lines that are left out: `...`, `# ... rest of the code ...`."""
    return len(line) <= 200 and bool(_ELISION.fullmatch(line))


def is_placeholder(line: str) -> bool:
    """The line is a comment that stands for code left out, and nothing a person would leave in a file."""
    found = _ELISION.fullmatch(line) if len(line) <= 200 else None
    return bool(found and found["words"] and found["comment"])


def without_number(line: str) -> tuple[str, str] | None:
    """A line number and the line after it, as in `12 | code`; None: no number stands there."""
    found = _NUMBER.match(line)
    return (found[1], line[found.end() :]) if found else None
