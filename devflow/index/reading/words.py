"""Words of code and prose: identifiers whole and in parts, lower case, lightly stemmed."""

from __future__ import annotations

import re

_IDENTIFIER = re.compile(r"[^\W\d]\w*")
# -- the same for text that is ASCII, as most code is, at two thirds of the cost
_PLAIN_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FOREIGN_PART = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 64
"""Longer runs of letters are data, not words."""


def listed(words: str) -> frozenset[str]:
    """The words of a list as a set."""
    return frozenset(words.split())


# -- words that say nothing about a file, in code or in prose
STOP = listed(
    """
    a about after all also an and any are as at be because been but by can could did do does doing for from
    get had has have he how i if in into is it its just like me my no not now of on one only or our out
    should so some than that the their them then there these they this those to too up us use used using
    very was we were what when where which while who will with would you your
    self def return import none true false class else elif try except var let const function new null
    public private static void int string str fn func end
    """
)


def stem(word: str) -> str:
    """The word without plural, -ing, -ed and a last e: enough to let prose meet code."""
    if len(word) < 5 or not word.isascii():
        return word[:-1] if len(word) == 4 and word[-1] == "s" and word[-2] != "s" else word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word[-1] == "s" and word[-2] not in "su":
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            break
    return word[:-1] if word[-1] == "e" and len(word) > 4 else word


def identifiers(text: str) -> list[str]:
    """Every identifier of the text, in order, as written."""
    return (_PLAIN_IDENTIFIER if text.isascii() else _IDENTIFIER).findall(text)


def last_part(name: str) -> str:
    """The last identifier of a dotted or called name; the name itself where it holds none."""
    found = _IDENTIFIER.findall(name)
    return found[-1] if found else name


def parts(identifier: str) -> tuple[str, ...]:
    """The words an identifier is made of, and the whole of it where it has several; may be empty."""
    if len(identifier) > _LONGEST:
        return ()
    cut = _PART if identifier.isascii() else _FOREIGN_PART
    found = [stem(part.lower()) for part in cut.findall(identifier)]
    kept = [word for word in found if len(word) > 1 and word not in STOP]
    if len(found) > 1:
        kept.append(whole(identifier))
    return tuple(kept)


def whole(identifier: str) -> str:
    """The identifier as one word: lower case, without the underscores around it."""
    return identifier.strip("_").lower()
