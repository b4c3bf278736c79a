"""Whole files in fences, each under a line that names its path."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from devflow.edits import paths, readings
from devflow.edits.doubts import PROSE
from devflow.edits.failure import AMBIGUOUS, PARSE
from devflow.edits.parts import FileEdit
from devflow.errors import EditError

_WHOLE = re.compile(r"\b(?:full|complete|entire|whole|creat\w+|new file|add)\b", re.IGNORECASE)
_COMMENT = re.compile(r"(?:#|//|--|;+|%|/\*|<!--)\s*(?P<path>[^\s]+)\s*(?:\*/|-->)?")
_MARK = re.compile(
    r"[ \t]*(?:<{5,9} (?:SEARCH|ORIGINAL)\b|>{5,9} (?:REPLACE|UPDATED)\b|\*\*\* (?:Begin|End) Patch)"
)
_EXCERPT_BELOW = 4


@dataclass(frozen=True)
class Fence:
    """A fence's rows in the reply: its opening line and its closing one (or the row after the last)."""

    opened: int
    closed: int
    info: str
    ended: bool
    bar: str
    indent: str = ""


def read(
    raw: list[str],
    first_part: int,
    files: Mapping[str, str],
    *,
    taken: Sequence[int] = (),
    others: Sequence[FileEdit] = (),
) -> list[FileEdit]:
    """The files that the reply writes out in full.

    `taken` are the rows, in order, where other formats found the edits `others`: fences around them are no
    files. Beside edits within files only a file that is not there yet can be meant; deleting, for which this
    format has no words, is no such edit.

    Raises:
        EditError: a file is cut off (`E_PATCH_PARSE`), leaves lines out, or whether it is one or shows
            another's result cannot be told (`E_EDIT_AMBIGUOUS`).
    """
    edits: list[FileEdit] = []
    beside = any(edit.verb != "delete" for edit in others)
    edited = {path for edit in others for path in (edit.path, edit.target)}
    floor = 0
    lines = [line.removesuffix("\r") for line in raw]
    found = fences(lines)
    for number, fence in enumerate(found):
        path, skip = _path(lines, fence, floor, files)
        floor = fence.closed + 1
        if path is None or bisect_left(taken, fence.opened) < bisect_left(taken, fence.closed):
            continue
        if beside and path in files:
            if path not in edited:
                _refuse_what_is_new(path, lines[fence.opened + 1 + skip : fence.closed], files)
            continue
        quoted = (lines if path in files else raw)[fence.opened + 1 + skip : fence.closed]
        inner = _inside(quoted, fence, files.get(path, ""))
        following = found[number + 1] if number + 1 < len(found) else None
        if not fence.ended or (
            path.endswith(PROSE)
            and following
            and len(following.bar) >= len(fence.bar)
            and _path(lines, following, floor, files)[0] is None
        ):
            raise _endless(path)
        _refuse_glued_end(path, inner, fence.bar, files)
        _refuse_marks(path, inner, files)
        text = "".join(line + "\n" for line in inner)
        refuse_left_out(path, text, files)
        edits.append(FileEdit(path, "write", first_part + len(edits), text=text, overwrites=True))
    return edits


def fences(lines: list[str]) -> list[Fence]:
    """The outermost fences of a reply."""
    found: list[Fence] = []
    stack: list[tuple[str, int, str]] = []

    def fence(row: int, *, ended: bool) -> Fence:
        bar, opened, info = stack[0]
        return Fence(opened, row, info, ended=ended, bar=bar, indent=readings.indent(lines[opened]))

    for row, line in enumerate(lines):
        mark = paths.fence(line)
        if not mark:
            continue
        bar, info = mark
        if stack and not info and bar.startswith(stack[-1][0]):
            if len(stack) == 1:
                found.append(fence(row, ended=True))
            stack.pop()
        elif not stack or (info and bar[0] == stack[-1][0][0] and len(bar) >= len(stack[-1][0])):
            stack.append((bar, row, info))
    if stack:
        found.append(fence(len(lines), ended=False))
    return found


def _path(lines: list[str], fence: Fence, floor: int, files: Container[str]) -> tuple[str | None, int]:
    """The path of a fence, and how many of its first lines only name it."""
    in_info = paths.in_info(fence.info, files)
    if in_info:
        return in_info, 0
    for row in range(fence.opened - 1, max(floor, fence.opened - 4) - 1, -1):
        if not lines[row].strip():
            continue
        path = paths.alone(lines[row], files)
        if path is None and _WHOLE.search(lines[row]):
            path = paths.named(lines[row], files)
        if path:
            return path, 0
        break
    first = lines[fence.opened + 1] if fence.opened + 1 < fence.closed else ""
    comment = _COMMENT.fullmatch(first.strip()) if len(first) < 300 else None
    if comment and (comment["path"] in files or ("/" in comment["path"] and paths.is_path(comment["path"]))):
        return comment["path"], 1
    return None, 0


def _dots_are_text(path: str, lines: list[str], row: int, before: str) -> bool:
    """A new line of dots alone is what the file is to say, and stands for nothing that is left out."""
    if before and not Counter(before.split("\n")) - Counter(lines):
        return True
    if readings.in_doctest(lines, row) or (path.endswith((".yml", ".yaml")) and lines[row].rstrip() == "..."):
        return True
    head = readings.stub_head(lines, row) if path.endswith((".py", ".pyi")) else ""
    # -- where the file has the same head already, its body is what may be left out
    return bool(head) and head not in {line.strip() for line in before.split("\n")}


def _inside(lines: list[str], fence: Fence, before: str) -> list[str]:
    """The lines of a fence; one that is indented, as in a list, has its lines indented with it."""
    if not fence.indent or not all(line.startswith(fence.indent) for line in lines if line.strip()):
        return lines
    # -- what holds nothing but blanks may not have been indented
    blank = {line for line in before.split("\n") if not line.strip()} if before else set()
    return [line if line in blank else line.removeprefix(fence.indent) for line in lines]


def _endless(path: str) -> EditError:
    return EditError(
        f"{path}: where the whole file ends cannot be told.",
        "Use a fence longer than any inside the file, and close it on a line of its own.",
        code=PARSE,
    )


def _refuse_glued_end(path: str, inner: list[str], bar: str, files: Mapping[str, str]) -> None:
    """A fence that closes at the end of a line of text (`}```) runs on into what follows it."""
    glued = [line for line in inner if line.rstrip().endswith(bar) and not paths.fence(line)]
    known = set(files.get(path, "").split("\n")) if glued else set()
    if any(line.count(bar) % 2 and line not in known for line in glued):
        raise _endless(path)


def _refuse_marks(path: str, inner: list[str], files: Mapping[str, str]) -> None:
    """Marks of another format that no reader took for one are an edit gone wrong, not a file's text."""
    mark = next((line for line in inner if _MARK.match(line)), None)
    if mark is not None and mark not in files.get(path, "").split("\n"):
        raise EditError(
            f"{path}: its whole text holds the marks of another format: {mark.strip()[:80]}",
            "Begin the marks of a block at the start of their lines.",
            code=PARSE,
        )


def _refuse_what_is_new(path: str, shown: list[str], files: Mapping[str, str]) -> None:
    """Beside edits in another format, a fence under a file's name may quote that file and no more."""
    known = {line.strip() for line in files[path].split("\n")}
    for line in shown:
        if line.strip() not in known and not readings.is_elision(line):
            raise EditError(
                f"{path}: whether its fence is an edit cannot be told: {line.strip()[:80]}",
                "Write every change in one format.",
                code=AMBIGUOUS,
            )


def refuse_left_out(path: str, text: str, files: Mapping[str, str]) -> None:
    """A file written out in full must not leave lines to the reader."""
    before = files.get(path, "")
    known = set(before.split("\n")) if before else set()
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.rstrip() in known or not readings.is_elision(line):
            continue
        if readings.is_placeholder(line) or not _dots_are_text(path, lines, number - 1, before):
            raise EditError(
                f"{path}: line {number} stands for lines that are left out: {line.strip()[:80]}",
                "Write the whole file, or a search/replace block.",
                code=AMBIGUOUS,
            )
    old, new = before.split("\n"), text.split("\n")
    if len(old) > 40 and len(new) * _EXCERPT_BELOW < len(old):
        raise EditError(
            f"{path}: {len(new)} lines for a file of {len(old)}: a part of it, it seems.",
            "Write the whole file, or a search/replace block.",
            code=AMBIGUOUS,
        )
