"""What a model is shown: the files that matter, their text, and quoted facts."""

from __future__ import annotations

from pydantic import Field, field_validator

from devflow.handoffs.base import Handoff
from devflow.handoffs.ranked import RankedFile


class Snippet(Handoff):
    """Exact text of one file, from `first_line` to `last_line` (1-based, inclusive)."""

    path: str
    first_line: int
    last_line: int
    text: str
    symbol: str = ""
    """The definition it holds, or empty for a file's head or a whole file."""


class Context(Handoff):
    """The few files that matter, ranked, and the text of them that is shown."""

    files: tuple[RankedFile, ...]
    named: tuple[RankedFile, ...] = ()
    """Documents, data and tests that the ticket names beside what it asks for."""
    snippets: tuple[Snippet, ...]
    tests: tuple[str, ...]
    """Test files nearest to the ranked files, nearest first."""
    tokens: int
    """Estimated size of the snippets, in tokens."""
    budget: int = 0
    """What the snippets were allowed to have, in tokens."""
    pattern: str = ""
    """What is shown for being much like the code that the ticket needs: `path: definition`, or empty."""


class Request(Handoff):
    """What a coding model asks to see before it writes a patch."""

    files: tuple[str, ...] = Field(default=(), max_length=8)
    """Paths, or the ends of paths."""
    symbols: tuple[str, ...] = Field(default=(), max_length=8)
    """Names that are defined somewhere, plain or dotted."""
    words: str = Field(default="", max_length=500)
    """What else to look for."""

    @field_validator("files", "symbols", mode="before")
    @classmethod
    def _few(cls, value: object) -> object:
        """What is asked for beyond the first few is not looked at."""
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple):
            return names
        return tuple(name[:400] if isinstance(name, str) else name for name in names[:8])

    @field_validator("words", mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        words = " ".join(map(str, value)) if isinstance(value, list | tuple) else value
        return words[:500] if isinstance(words, str) else words


class Quote(Handoff):
    """Words of an approved source, verbatim."""

    text: str
    source: str
    """`path:line@commit`, or `package==version path:line` for what is installed."""


class Facts(Handoff):
    """What was looked up before a model was asked."""

    quotes: tuple[Quote, ...]
    open: tuple[str, ...] = ()
    """Questions of fact for which no trusted source was found."""
    choices: tuple[str, ...] = ()
    """Questions that only a person can decide: no source would answer them."""
