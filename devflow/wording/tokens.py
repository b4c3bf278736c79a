"""A sentence as tokens: names of the receipts, numbers, quotes, and words that mean one thing each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from devflow.wording.grounds import Grounds, Thing
from devflow.wording.vocabulary import JOINTS, MEANING, NUMBERS, ORDINALS

_LONGEST = 400
_WORD = (
    r"(?P<code>`[^`]+`)|(?P<quote>“[^”]+”|\"[^\"]+\")|(?P<name>{names})"
    r"|(?P<signed>[+\u2212-]\d+\b)|(?P<number>\d+(?:\.\d+)?(?![\w.]*\w))"
    r"|(?P<word>[A-Za-z]+)|(?P<joint>[,;:()\u2013\u2014])|(?P<space>\s+|'s\b|-(?=[A-Za-z]))"
)
_PLURAL = re.compile(r"(?:s|criteria|tries)$")


@dataclass(frozen=True)
class Token:
    """One tag, with what stands behind it."""

    tag: str
    number: float = 0
    things: frozenset[Thing] = frozenset()
    text: str = ""

    @property
    def plural(self) -> bool:
        """Whether a noun is one of many."""
        return bool(_PLURAL.search(self.text))


# -- turns of phrase, in the plainer words that say the same
_ROSE = r"(?:went|rose|grew) from (\w+)"
_PLAINER: Sequence[tuple[str, str]] = (
    (
        r"the number of passing tests (?:went|rose|grew) from (\w+) to (\w+)",
        r"\1 tests passed before, \2 tests pass now",
    ),
    (
        r"(?:went|rose|grew) from (\w+) to (\w+) passing tests",
        r"passed \1 tests before, and passes \2 tests now",
    ),
    (
        r"(?:went|rose|grew) from (\w+) passing tests to (\w+)",
        r"passed \1 tests before, and passes \2 tests now",
    ),
    (r"(\w+ attempts?) (?:was|were) enough", r"it took \1"),
    (r"no longer exists?", "is gone"),
    (r"came out\b", "are"),
    (r",? (?:just )?as (?:they|it) did before", " before and now"),
    (r"approved scope", "scope"),
    (r"acceptance criteri", "criteri"),
    (r"(?:nobody|no one)(?: in particular)?|no particular person", "no person"),
    (r"a single", "one"),
    (r"a total of|in total|altogether|is enough|for approval", ""),
)


def tokens(sentence: str, grounds: Grounds) -> list[Token] | None:
    """The sentence as tokens; None where any part of it is no word, number or name that is known."""
    text = sentence.strip().removesuffix(".")
    for phrase, plainer in _PLAINER:
        text = re.sub(rf"(?i)\b(?:{phrase})" if phrase[0] != "," else rf"(?i){phrase}", plainer, text)
    if not text or len(text) > _LONGEST:
        return None
    pattern = _pattern(frozenset(grounds.names))
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:
            return None
        read = list(_read(match, grounds))
        if None in read:
            return None
        found += [token for token in read if token is not None]
        at = match.end()
    return _told_apart(_rewritten([token for token in found if token.tag != "FILL"]))


@lru_cache(maxsize=8)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(_WORD.format(names=_bare(names)))


def _bare(known: frozenset[str]) -> str:
    """Names that are read without backticks: none that is a word of ours, the longest first."""
    names = [name for name in known if _is_telling(name)]
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    return rf"(?<![\w./:@-])(?:{listed})(?![\w/@(-]|[.:]\w)"


def _is_telling(name: str) -> bool:
    words = name.lower()
    return words not in MEANING and words not in NUMBERS and words not in ORDINALS and words not in JOINTS


def _read(match: re.Match[str], grounds: Grounds) -> Iterator[Token | None]:
    """What one match means; None where it means nothing."""
    text = match.group()
    match match.lastgroup:
        case "code" | "name":
            things = grounds.names.get(text.strip("`"))
            yield Token("NAME", things=things, text=text) if things else None
        case "quote":
            things = grounds.names.get(text[1:-1])
            yield Token("NAME", things=things, text=text) if things else Token("QUOTE", text=text[1:-1])
        case "signed":
            yield from (Token("ADD" if text[0] == "+" else "REMOVE"), Token("NUM", int(text[1:])))
            yield from (Token("LINE", text="lines"), Token("JOINT"))
        case "number":
            yield Token("NUM", float(text))
        case "word":
            yield from _word(text.lower())
        case "joint":
            yield Token("JOINT")


def _word(word: str) -> Iterator[Token | None]:
    if word in JOINTS:
        yield Token("JOINT")
    elif word in NUMBERS:
        yield Token("NUM", NUMBERS[word])
    elif word in ORDINALS:
        yield Token("ORDINAL", ORDINALS[word])
    elif word in ("regression", "regressions"):
        yield from (Token("NEW"), Token("FAILURE", text=word))
    else:
        tag = MEANING.get(word)
        yield Token(tag, text=word) if tag else None


# -- what several words say together; a `?` marks what may be missing
_PHRASES: Sequence[tuple[str, str]] = (
    ("THE CHANGE", "THE PATCH"),
    ("THE BE", "PRONOUN BE"),
    ("HAVE TO", "MUST"),
    ("TAKE TO", "MUST"),
    ("HAVE", ""),
    ("THE RUN", "THE PATCH"),
    ("A REVERT", ""),
    ("THE REVERT", ""),
    ("BE ALL", "BE"),
    ("NOT ALL", "NOTALL"),
    ("OUTSIDE IN", "OUTSIDE"),
    ("CONTAIN BY", "CONTAIN"),
    ("TEST FUNCTION", "TEST"),
    ("TEST CHECK", "CHECK"),
    ("BASE JOINT NOW", "ALWAYS"),
    ("NO TEST PRONOUN PASS BASE FAIL NOW?", "NO NEW FAILURE"),
    ("NOTHING PRONOUN PASS BASE FAIL NOW?", "NO NEW FAILURE"),
    ("NO TEST PRONOUN PASS BASE BE? RED NOW?", "NO NEW FAILURE"),
    ("TEST PRONOUN FAIL BASE NOW? PASS NOW?", "TEST MEND"),
    ("WITH THE? PATCH", "NOW"),
    ("WITHOUT THE? PATCH", "BASE"),
    ("WITHOUT THE? CHANGE", "BASE"),
    ("WITH THE? CHANGE", "NOW"),
    ("WITHOUT PRONOUN", "BASE"),
    ("WITH PRONOUN", "NOW"),
    ("IN THE BASE", "BASE"),
    ("IN BASE", "BASE"),
    ("IN THE PATCH", "NOW"),
    ("BASE THE PATCH", "BASE"),
    ("NOW THE PATCH", "NOW"),
    ("HUMAN EYE", "EYE"),
    ("BASE A? MERGE", ""),
    ("NOW A? MERGE", ""),
    ("REMOVE THE BRANCH REVERT THE PATCH", "REMOVE THE BRANCH"),
    ("THE NUM FAIL TEST FAIL BASE", "NUM TEST FAIL NOW JOINT NO NEW FAILURE"),
    ("THE FAIL TEST FAIL BASE", "A TEST FAIL NOW JOINT NO NEW FAILURE"),
    ("WITHOUT NEW FAILURE", "JOINT NO NEW FAILURE"),
    ("WITHOUT A? FAILURE", "JOINT NO FAILURE"),
    ("WITH", "JOINT"),
    ("A LOW RISK CHANGE", "RISK LOW"),
    ("A MEDIUM RISK CHANGE", "RISK MEDIUM"),
    ("A HIGH RISK CHANGE", "RISK HIGH"),
)


def _rewritten(found: list[Token]) -> list[Token]:
    for phrase, means in _PHRASES:
        wanted = phrase.split()
        at = 0
        while at < len(found):
            length = _length(found[at:], wanted)
            if length:
                found[at : at + length] = _meant(found[at : at + length], means.split())
            at += 1
    return found


def _length(found: Sequence[Token], wanted: Sequence[str]) -> int:
    """How many tokens a phrase takes at the beginning; 0 where it does not stand there."""
    taken = 0
    for part in wanted:
        tag, optional = part.removesuffix("?"), part.endswith("?")
        if taken < len(found) and found[taken].tag == tag:
            taken += 1
        elif not optional:
            return 0
    return taken


def _meant(old: Sequence[Token], means: Sequence[str]) -> list[Token]:
    """The tokens of a phrase anew; a noun keeps the word that it was."""
    words = {token.tag: token for token in old}
    return [words.get(tag, Token(tag)) for tag in means]


def _told_apart(found: list[Token]) -> list[Token] | None:
    """`or` joins what is denied ("no test was removed or skipped"); elsewhere it leaves open what is so."""
    told: list[Token] = []
    for token in found:
        if token.tag == "OR" and not any(each.tag in ("NO", "NOTHING") for each in told):
            return None
        told.append(Token("JOINT") if token.tag == "OR" else token)
    return told
