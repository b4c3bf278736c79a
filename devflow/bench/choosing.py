"""Which past commits can stand as tickets, and what of their words a ticket may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devflow.git.objects import Objects, PastCommit
from devflow.guard import is_test
from devflow.handoffs import ChangedFile, Ticket, Verb
from devflow.languages import grammar
from devflow.steps.ticket import make_ticket

MOST_FILES = 5
"""Source files that a small commit changes."""
MOST_LINES = 120
"""Lines of source that it adds and removes together."""
_LEAST_WORDS = 4
_LOOKED_AT = 2_000
# -- what says where the answer is, or that there is one: ids, links, numbers, trailers, diffs
_TRAILER = re.compile(
    r"(?m)^[A-Z][\w-]*(?:-by|-on|-id| by)?: .*@.*$|^(?:Signed-off|Co-authored)-by:.*$", re.IGNORECASE
)
_DIFF = re.compile(r"(?m)^(?:diff --git|index [0-9a-f]{7,}|---|\+\+\+|@@) .*$|^[+-](?![-+ ]*$)\S.*$")
_POINTER = re.compile(
    r"""
      https?://\S+
    | \(\s*\#\d+\s*\)
    | (?<!\w)(?:(?:issue|gh|pr|fix(?:e[sd])?|close[sd]?|resolve[sd]?)[- ]?)?(?:[\w.-]+/[\w.-]+)?\#\d+\b:?
    | (?<!\w)(?:issue|gh|pr)[- ]?\d+\b:?
    | \b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_ASKED = re.compile(r"(?i)^(?:revert|bump|release|merge|version|prepare release)\b|^v?\d+\.\d+")


@dataclass(frozen=True)
class PastFix:
    """A commit that a person made, and the ticket that it could have been made for."""

    commit: str
    parent: str
    ticket: Ticket
    changed: tuple[ChangedFile, ...]

    @property
    def source(self) -> tuple[ChangedFile, ...]:
        """The files of source that it changed."""
        return tuple(file for file in self.changed if is_source(file.path))

    @property
    def tests(self) -> tuple[ChangedFile, ...]:
        """The files of tests that it changed and left standing."""
        return tuple(file for file in self.changed if is_test(file.path) and file.verb is not Verb.DELETE)

    @property
    def lines(self) -> int:
        """Lines of source that it added and removed."""
        return sum(file.added + file.removed for file in self.source)


def is_source(path: str) -> bool:
    """Whether the path is code that is no test."""
    return grammar(path) is not None and not is_test(path)


def choose(objects: Objects, head: str, most: int) -> Iterator[PastFix]:
    """Past commits that can stand as tickets, newest first, at most so many.

    Such a commit has one parent, says in words what it is for, changes a test and a little source, and beside
    these nothing but documents.
    """
    found = 0
    for past in objects.history(head, _LOOKED_AT):
        if found == most:
            return
        fix = _fix(objects, past)
        if fix is not None:
            found += 1
            yield fix


def _fix(objects: Objects, past: PastCommit) -> PastFix | None:
    source = [path for path in past.paths if is_source(path)]
    if not 0 < len(source) <= MOST_FILES or not any(is_test(path) for path in past.paths):
        return None
    title, body = words(past.message)
    if _NOT_ASKED.match(title) or len(title.split()) < _LEAST_WORDS:
        return None
    parent = objects.parent(past.commit)
    if not parent:
        return None
    fix = PastFix(
        past.commit, parent, make_ticket(title, body, source="past"), objects.changed(parent, past.commit)
    )
    others = (file for file in fix.changed if not is_test(file.path) and not _document(file.path))
    plain = all(file.path in source and not file.binary for file in others)
    return fix if plain and fix.tests and 0 < fix.lines <= MOST_LINES else None


def words(message: str) -> tuple[str, str]:
    """Title and body of a commit's message without what gives the answer away."""
    plain = _POINTER.sub("", _DIFF.sub("", _TRAILER.sub("", message)))
    title, _, body = plain.strip().partition("\n")
    lines = (" ".join(line.split()) for line in body.splitlines())
    return " ".join(title.split()).strip(" :-"), re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _document(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith((".md", ".rst", ".txt", ".adoc")) or path.startswith(("docs/", "doc/", "changelog"))
