"""A real commit's change written as a reply: blocks, git's own diff, an envelope, whole files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Texts = Mapping[str, str | None]
"""Paths with their text; None: no such file. Bytes that are no UTF-8 stand as surrogates."""

_RANGE = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
WIDTHS = (3, 10, 40, 1_000_000)
"""Lines of context: what is refused as ambiguous or unreadable is written again with the next."""


class NotSayable(Exception):
    """The format has no words for this change."""


@dataclass(frozen=True)
class Written:
    """One commit's change, to be worded in every format."""

    git_dir: Path
    parent: str
    commit: str
    before: Texts
    after: Texts

    def diff(self, width: int, *options: str, path: str = "") -> str:
        """The diff as git words it; `path` limits it to one file."""
        argv = ("git", f"--git-dir={self.git_dir}", "diff-tree", "-r", "-p", f"-U{width}", *options)
        limits = ("--", f":(literal){path}") if path else ()
        done = subprocess.run((*argv, self.parent, self.commit, *limits), check=True, capture_output=True)
        return done.stdout.decode("utf-8", "surrogateescape")

    def hunks(self, path: str, width: int) -> Iterator[list[str]]:
        """The lines of each hunk of one file, their first letter kept, read by git's own counts."""
        lines = iter(self.diff(width, "--no-renames", path=path).split("\n"))
        for line in lines:
            found = _RANGE.match(line)
            if not found:
                continue
            old, new = (1 if count is None else int(count) for count in found.groups())
            hunk: list[str] = []
            while old or new:
                hunk.append(next(lines))
                old -= hunk[-1][0] in " -"
                new -= hunk[-1][0] in " +"
                if hunk[-1][0] == "\\":
                    hunk.pop()
            yield hunk


def as_diff(change: Written, width: int) -> str:
    """What `git diff` prints, renames found."""
    return change.diff(width, "-M")


def as_blocks(change: Written, width: int) -> str:
    """A search/replace block for each hunk; deleted files as a diff, for which blocks have no words."""
    parts = []
    for path, after in change.after.items():
        before = change.before[path]
        if after is None:
            parts.append(_deletion(change, path))
            continue
        _sayable(before, after)
        hunks = list(change.hunks(path, width)) if before else [[f"+{line}" for line in _lines(after)]]
        for hunk in hunks:
            old = [line[1:] for line in hunk if line[0] in " -"]
            new = [line[1:] for line in hunk if line[0] in " +"]
            bar = 7 if width == WIDTHS[0] else _bar([*old, *new])
            ends = ("<" * bar + " SEARCH", "=" * bar, ">" * bar + " REPLACE")
            parts.append("\n".join((path, ends[0], *old, ends[1], *new, ends[2], "")))
    return "\n".join(parts)


def as_envelope(change: Written, width: int) -> str:
    """`*** Begin Patch`, each hunk after a bare `@@`."""
    parts = ["*** Begin Patch"]
    for path, after in change.after.items():
        before = change.before[path]
        if after is None:
            parts.append(f"*** Delete File: {path}")
            continue
        _sayable(before, after)
        if before:
            parts.append(f"*** Update File: {path}")
            for hunk in change.hunks(path, width):
                parts += ["@@", *hunk]
        else:
            parts += [f"*** Add File: {path}", *(f"+{line}" for line in _lines(after))]
    return "\n".join((*parts, "*** End Patch", ""))


def as_whole(change: Written, width: int) -> str:
    """Every file in full, in a fence longer than any inside it; deleted files as a diff."""
    del width
    parts = []
    for path, after in change.after.items():
        if after is None:
            parts.append(_deletion(change, path))
            continue
        _sayable(change.before[path], after)
        fence = "`" * max([4, *(len(bar) + 1 for bar in re.findall(r"`{3,}", after))])
        end = "" if after.endswith("\n") else "\n"
        parts.append(f"{path}\n{fence}\n{after}{end}{fence}\n")
    return "\n".join(parts)


def _deletion(change: Written, path: str) -> str:
    """Blocks and whole files have no words for it, so models write a diff among them."""
    return f"```diff\n{change.diff(3, '--no-renames', path=path)}```\n"


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _bar(lines: list[str]) -> int:
    """Longer than every bar among the lines."""
    bars = re.findall(r"^(?:<+|=+|>+)", "\n".join(lines), re.MULTILINE)
    return max([7, *(len(bar) + 1 for bar in bars)])


def _sayable(before: str | None, after: str) -> None:
    """Only a diff tells of a last line without an end, of an empty file, and of line ends that change.

    Raises:
        NotSayable: the change is of that kind.
    """
    if not after:
        raise NotSayable("an empty file")
    if not before:
        if not after.endswith("\n"):
            raise NotSayable("new text without a final newline")
    elif before.endswith("\n") != after.endswith("\n"):
        raise NotSayable("the final newline changes")
    elif ("\r\n" in before) != ("\r\n" in after):
        raise NotSayable("the line ends change")
    elif not before.endswith("\n") and before.rsplit("\n", 1)[-1] != after.rsplit("\n", 1)[-1]:
        raise NotSayable("a last line without an end changes")
    elif before.startswith("\ufeff") != after.startswith("\ufeff"):
        raise NotSayable("the byte order mark changes")


Wording = Callable[[Written, int], str]
FORMATS: Mapping[str, Wording] = {
    "blocks": as_blocks,
    "git's diff": as_diff,
    "envelope": as_envelope,
    "whole files": as_whole,
}
