"""What is to be known of a language whose tests are read line by line."""

from __future__ import annotations

from dataclasses import dataclass

NEVER = r"(?!)"
_DEAD = r"|\b(?:if|while)\s*\(?\s*(?:false|0)\b|\bfalse\s*&&|\bunless\s+true\b"


def skips(words: str) -> str:
    """What skips by these words, written with blanks between them, or by a branch that is never taken."""
    return f"(?x){words}{_DEAD}"


@dataclass(frozen=True)
class Language:
    """One language's habits; each is a pattern that is searched for in single lines."""

    start: str
    """A test begins: a method by `name`, which `mark` or `named` must confirm, or a call by its `title`."""
    skip: str
    """What newly keeps tests from being run, or lets them fail: in a test, or before the first."""
    check: str
    ends: str
    """What ends the process, or puts off its end."""
    mark: str = NEVER
    """The mark that makes a method a test."""
    annotation: str = NEVER
    """Any mark that stands before code."""
    comments: str = "slashes"
    named: str = ""
    """How the name of a method begins that is a test without a mark."""
    own_skip: str = NEVER
    """What skips where it marks a test, and is ordinary elsewhere."""
    swallows: str = NEVER
    """What a failed check is caught by."""
    stands_in: str = NEVER
    """A stand-in for a method, which the groups name."""
    defines: str = NEVER
    """A definition that could take the place of what tests call, named by its group."""
    unbuilt: str = NEVER
    """What keeps a whole file from being built, comments among it."""
    apart: str = NEVER
    """A method that no runner takes for a test, whatever its mark or name."""
    hides: str = NEVER
    """From here on to the next class methods are no tests."""
