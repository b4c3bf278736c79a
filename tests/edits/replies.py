"""Replies written as a model would write them, for the tests of this room."""

from __future__ import annotations

import difflib

import pytest

from devflow.edits import apply_reply
from devflow.errors import EditError


def block(path: str, old: str, new: str) -> str:
    """One search/replace block under its path."""
    return f"{path}\n```\n<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n```\n"


def diff(path: str, hunk: str) -> str:
    """A unified diff of one file."""
    return f"--- a/{path}\n+++ b/{path}\n{hunk}"


def envelope(body: str) -> str:
    """A patch in the envelope format."""
    return f"*** Begin Patch\n{body}*** End Patch\n"


def written_diff(path: str, before: str | None, after: str | None) -> str:
    """The diff between two texts as git writes it, with its word on missing newlines."""
    old = (before or "").split("\n")
    new = (after or "").split("\n")
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    lines = [f"--- {names[0]}", f"+++ {names[1]}"]
    old_end, new_end = _close(old), _close(new)
    pairs = list(difflib.unified_diff(old, new, lineterm="", n=3))[2:]
    lines += [line.replace(_OPEN, "\n\\ No newline at end of file") for line in pairs]
    assert old_end is not None
    assert new_end is not None
    return "\n".join(lines) + "\n"


_OPEN = "\x1e"


def _close(lines: list[str]) -> bool:
    """Take the empty last line off, or mark a last line without a newline, so that the two differ."""
    if lines[-1] == "":
        lines.pop()
        return True
    lines[-1] += _OPEN
    return False


def refusal(reply: str, files: dict[str, str]) -> EditError:
    """The error that a reply ends in."""
    with pytest.raises(EditError) as caught:
        apply_reply(reply, files)
    return caught.value
