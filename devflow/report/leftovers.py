"""What `devflow gc` freed, in words and as data."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from devflow.clean import clean_line
from devflow.cleanup import Leftover
from devflow.report import words
from devflow.report.data import Told


class LeftoversTold(Told):
    """What finished runs left and was removed, or would be; sizes in bytes."""

    dry_run: bool
    freed: int
    runs: tuple[Leftover, ...]


def show(found: Sequence[Leftover], *, dry_run: bool) -> None:
    """A line for each folder, then the sum."""
    for each in found:
        verb = "kept" if each.kept else "would remove" if dry_run else "removed"
        reason = f" ({each.why})" if each.run else ""
        because = f"; {each.kept}" if each.kept else ""
        _say(f"{verb} {each.run or each.why}: {words.size(each.size)}{reason}{because}")
    freed = sum(each.size for each in found if not each.kept)
    if not found:
        _say("Nothing to remove.")
    else:
        _say(f"{words.size(freed)} {'would be' if dry_run else 'were'} freed.")


def told(found: Sequence[Leftover], *, dry_run: bool) -> LeftoversTold:
    """The same for --json; sizes in bytes."""
    freed = sum(each.size for each in found if not each.kept)
    return LeftoversTold(dry_run=dry_run, freed=freed, runs=tuple(found))


def _say(text: str) -> None:
    sys.stdout.write(f"{clean_line(text)}\n")
