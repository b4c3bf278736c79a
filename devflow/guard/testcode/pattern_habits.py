"""What is to be known of a language whose tests are read line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass

NEVER = re.compile(r"(?!)")
_DEAD = r"|\b(?:if|while)\s*\(?\s*(?:false|0)\b|\bfalse\s*&&|\bunless\s+true\b"


def skips(words: str) -> re.Pattern[str]:
    """What skips by these words, written with blanks between them, or by a branch that is never taken."""
    return re.compile(words + _DEAD, re.VERBOSE)


@dataclass(frozen=True)
class Language:
    """One language's habits; each pattern is searched for in single lines."""

    start: re.Pattern[str]
    """A test begins: a method by `name`, which `mark` or `named` must confirm, or a call by its `title`."""
    skip: re.Pattern[str]
    """What newly keeps tests from being run, or lets them fail: in a test, or before the first."""
    check: re.Pattern[str]
    ends: re.Pattern[str]
    """What ends the process, or puts off its end."""
    mark: re.Pattern[str] = NEVER
    """The mark that makes a method a test."""
    annotation: re.Pattern[str] | None = None
    """Any mark that stands before code."""
    comments: str = "slashes"
    named: str = ""
    """How the name of a method begins that is a test without a mark."""
    own_skip: re.Pattern[str] = NEVER
    """What skips where it marks a test, and is ordinary elsewhere."""
    swallows: re.Pattern[str] = NEVER
    """What a failed check is caught by."""
    stands_in: re.Pattern[str] = NEVER
    """A stand-in for a method, which the groups name."""
    defines: re.Pattern[str] = NEVER
    """A definition that could take the place of what tests call, named by its group."""
    unbuilt: re.Pattern[str] = NEVER
    """What keeps a whole file from being built, comments among it."""
    apart: re.Pattern[str] = NEVER
    """A method that no runner takes for a test, whatever its mark or name."""
    hides: re.Pattern[str] = NEVER
    """From here on to the next class methods are no tests."""
