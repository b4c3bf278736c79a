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
_COMMENT = re.compile(r"(?:#+|//+|/\*+|<!--|--|;+|%+|\{/\*|\*)\s*")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "#34": '"', "apos": "'", "#39": "'", "#x27": "'"}
_ENTITY = re.compile(rf"&({'|'.join(_ENTITIES)});")
_RAW = re.compile(rf"[<>]|&(?!(?:{'|'.join(_ENTITIES)});)")
CURLY = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f"
_CURLY = re.compile(f"[{CURLY}]")
_PAIRED = re.compile(f"(?<!\\w)[{CURLY}]|[{CURLY}](?!\\w)")
_CURLY_VALUE = re.compile(
    f"^\\s*(?:[-{{[,]\\s*)*[{CURLY}][^\"']*[{CURLY}]\\s*[:=]|[:=]\\s*[{CURLY}][^\"']*[{CURLY}]\\s*,?$"
)
_STRAIGHT = re.compile("['\"]")
_DOTS = ("...", "\u2026")
_LEFT_OUT = re.compile(r"existing|rest|remain(?:s|ing)|unchanged|same|previous|other|omitted|before")
_AROUND = re.compile(
    r"of|the|code|as|is|are|here|file|class|functions?|methods?|lines?|implementation|imports|tests|contents?"
    r"|logic|body|for|brevity|more|and|your|above|below|no|changes|in|this|section|stays?|keep|kept|it|all"
)
_LONGEST = 160
_EXAMPLE = 12


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


def loosest(line: str) -> str:
    """What any two lines that count as the same under some reading have in common."""
    return _SPACES.sub(" ", line.translate(_LOOKALIKES)).strip()


def indent(line: str) -> str:
    """The blanks a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def lookalikes_of(written: str, there: str) -> tuple[set[str], set[str]]:
    """Which lookalikes a written line has for plain characters of the file's, and which for themselves."""
    if len(written) != len(there):
        return set(), set()
    pairs = [(one, other) for one, other in zip(written, there, strict=True) if ord(one) in _LOOKALIKES]
    return {one for one, other in pairs if one != other}, {one for one, other in pairs if one == other}


def plain(line: str, lookalikes: set[str]) -> str:
    """The line with these lookalikes made plain."""
    return line.translate({ord(char): _LOOKALIKES[ord(char)] for char in lookalikes})


def unescaped(line: str) -> str:
    """Without the entities that stand for < > & and quotes."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], line)


def has_entity(text: str) -> bool:
    """The text holds an entity that stands for one of < > & and quotes."""
    return bool(_ENTITY.search(text))


def has_curly(text: str) -> bool:
    """The text holds a curly quote."""
    return bool(_CURLY.search(text))


def has_curly_pair(text: str) -> bool:
    """The text holds a curly quote that is no apostrophe within a word."""
    return bool(_PAIRED.search(text))


def is_curly_value(line: str) -> bool:
    """A key or a value of the line stands in curly quotes, as no format of data has it."""
    return bool(_CURLY_VALUE.search(line))


def is_escaped(text: str) -> bool:
    """The text holds entities, and nowhere a character that escaping would have taken."""
    return has_entity(text) and not _RAW.search(text)


def is_typographic(text: str) -> bool:
    """The text holds curly quotes, and nowhere a straight one."""
    return has_curly(text) and not has_straight(text)


def has_straight(text: str) -> bool:
    """The text holds a straight quote."""
    return bool(_STRAIGHT.search(text))


def is_elision(line: str) -> bool:
    """The line stands for lines that are left out: `...`, `# ... rest of the code ...`."""
    return _words_left_out(line) is not None


def is_placeholder(line: str) -> bool:
    """The line says in words that code is left out, as no person would leave it in a file."""
    return bool(_words_left_out(line))


def _words_left_out(line: str) -> list[str] | None:
    """The words beside the dots of a line that leaves lines out; None: it is an ordinary line."""
    if len(line) > _LONGEST or not any(dots in line for dots in _DOTS):
        return None
    said = _COMMENT.sub("", line.strip(), count=1) if _COMMENT.match(line.strip()) else line.strip()
    said = said.removesuffix("}").removesuffix("*/").removesuffix("-->").strip(" \t()[]")
    if not said.startswith(_DOTS) and not said.endswith(_DOTS):
        return None
    words = said.replace("\u2026", "...").strip(". ").lower().replace(",", " ").split()
    if not words:
        return []
    telling = [word for word in words if _LEFT_OUT.fullmatch(word)]
    known = all(word in telling or _AROUND.fullmatch(word) for word in words)
    return words if known and telling else None


def without_number(line: str) -> tuple[str, str] | None:
    """A line number and the line after it, as in `12 | code`; None: no number stands there."""
    found = _NUMBER.match(line)
    return (found[1], line[found.end() :]) if found else None


def in_doctest(lines: list[str], row: int) -> bool:
    """A line of dots goes on with an example of the interpreter's, or shows a part of what it prints."""
    for above in reversed(lines[max(row - _EXAMPLE, 0) : row]):
        if above.lstrip().startswith((">>>", "... ")):
            return True
        if not above.strip():
            return False
    return False


def stub_head(lines: list[str], row: int) -> str:
    """The line that opens the block of which a line of dots is all; empty where it is not."""
    depth = len(indent(lines[row]))
    above = next((line for line in reversed(lines[:row]) if line.strip()), "")
    below = next((line for line in lines[row + 1 :] if line.strip()), "")
    alone = above.rstrip().endswith(":") and len(indent(above)) < depth
    return above.strip() if alone and len(indent(below)) < depth else ""
