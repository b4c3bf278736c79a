"""A text that may be quoted, and quotes of it with the place where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from devflow.handoffs import Quote

MESSAGE = "commit message"
"""What stands in place of a path where a commit's own words are quoted."""
RUN = "run "
"""What stands before a run's name where the words of a person about it are quoted."""
MOST_LINES = 12
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Source:
    """A text by lines, under the name that a quote of it gives."""

    name: str
    """A path, `package==version path`, `run ID`, an address or `$ command`."""
    lines: Sequence[str]
    commit: str = ""
    """The commit that holds it; empty for what no commit holds."""
    stamp: str = ""
    """For what was read from outside: the digest of what was read."""

    def quote(self, first: int, last: int = 0) -> Quote | None:
        """The lines from `first` to `last` (1-based, inclusive); None where they are too long to be read."""
        taken = self.lines[first - 1 : max(first, last)][:MOST_LINES]
        if not taken or any(len(line) > _LONGEST_LINE for line in taken):
            return None
        at = self.commit[:12] or self.stamp
        where = f"{self.name}:{first}" + (f"@{at}" if at else "")
        return Quote(text="\n".join(taken).strip(), source=where)


def lines_of(data: bytes) -> list[str]:
    """The lines of a file; bytes that are not UTF-8 are replaced."""
    return data.decode("utf-8", "replace").splitlines()
