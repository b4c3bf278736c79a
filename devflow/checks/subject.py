"""What is measured: a candidate, and the base that it is held against."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow.handoffs import ChangedFile

Kept = Callable[[], Mapping[str, str]]
"""For tests that are gone, as `path::name`, the test of their file that makes all of their checks."""


@dataclass(frozen=True)
class Subject:
    """A candidate and its base, with what is known of their difference before anything is run."""

    candidate: Callable[[], Path]
    """Makes a checkout that is as good as fresh, each time; the one before is gone."""
    base: Callable[[], Path]
    """The same, of the base."""
    changed: Sequence[ChangedFile]
    nearest: Sequence[str] = ()
    """Test files that stand nearest to the change."""
    files: Callable[[], Path] | None = None
    """Makes a folder with the candidate's changed files, in which nothing was run; None: `candidate` does."""
    kept: Kept = dict
    paths: Collection[str] = ()
    """The base's files."""
