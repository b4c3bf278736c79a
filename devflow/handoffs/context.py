"""What a model is shown: the files that matter, their text, and quoted facts."""

from __future__ import annotations

from devflow.handoffs.base import Handoff


class RankedFile(Handoff):
    """A file that the ticket may need, and why."""

    path: str
    score: float
    reasons: tuple[str, ...]


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
    snippets: tuple[Snippet, ...]
    tests: tuple[str, ...]
    """Test files nearest to the ranked files, nearest first."""
    tokens: int
    """Estimated size of the snippets, in tokens."""


class Quote(Handoff):
    """Words of an approved source, verbatim."""

    text: str
    source: str
    """`path:line@commit` or `package==version`."""


class Facts(Handoff):
    """What was looked up before a model was asked."""

    quotes: tuple[Quote, ...]
    open: tuple[str, ...] = ()
    """Questions for which no trusted source was found."""
