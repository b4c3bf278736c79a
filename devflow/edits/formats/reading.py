"""Which formats a reply is written in, and the edits it holds in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from devflow.edits.failure import BINARY, EMPTY, PARSE, TOO_LARGE
from devflow.edits.formats import calls, envelope, search_replace, unified, whole
from devflow.edits.parts import FileEdit
from devflow.errors import EditError

MOST_BYTES = 10_000_000
MOST_LINES = 500_000
MOST_FILES = 5_000
MOST_FENCES = 20_000
_THINKS = ("<think>", "<thinking>")
_MARKS = ("--- ", "@@", "<<<<<<< ", "*** Begin Patch")
_BEGINNINGS = ("diff --git ", "+++ ", "*** Add File", "*** Delete File", "*** Update File")


def read_reply(reply: str, files: Mapping[str, str]) -> list[FileEdit]:
    """Everything a reply asks for, in its order within each format.

    Raises:
        EditError: the reply is too large, holds no edit, or one that cannot be read.
    """
    if len(reply) > MOST_BYTES or len(reply.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise EditError(
            f"The reply is larger than {MOST_BYTES // 1_000_000} MB.", "Ask for less at once.", code=TOO_LARGE
        )
    if reply.count("\n") > MOST_LINES or reply.count("\n```") > MOST_FENCES:
        raise EditError("The reply has too many lines or fences.", "Ask for less at once.", code=TOO_LARGE)
    if max(reply.count("\n" + start) + reply.startswith(start) for start in _BEGINNINGS) > MOST_FILES:
        raise _too_many()
    if any("\ud800" <= char <= "\udbff" or "\udd00" <= char <= "\udfff" for char in _surrogates(reply)):
        raise EditError("The reply holds characters that no file can hold.", code=BINARY)
    lines = _plain_ends(reply.removeprefix("\ufeff")).split("\n")
    _blank(lines, _thoughts(lines))
    edits = _read(lines, files) or _called("\n".join(lines), files)
    if not edits:
        raise _nothing(reply)
    if len({edit.path for edit in edits}) > MOST_FILES:
        raise _too_many()
    return [_from_here(edit) for edit in edits]


def _read(lines: list[str], files: Mapping[str, str]) -> list[FileEdit]:
    rest = list(lines)
    _set_flush(rest)
    edits, spans = envelope.read(rest, 1)
    _blank(rest, spans)
    blocks = search_replace.read(rest, _next_part(edits), files)
    edits += [block.edit for block in blocks]
    found = [(block.first, block.last + 1) for block in blocks]
    _blank(rest, found)
    diffs, rows, marked = unified.read(rest, _next_part(edits), files)
    edits += diffs
    _blank(rest, [(row, row + 1) for row in marked])
    taken = sorted([*rows, *(first for first, _ in spans + found)])
    return edits + whole.read(rest, _next_part(edits), files, taken=taken, others=edits)


def _set_flush(lines: list[str]) -> None:
    """Take the indentation off fences that hold a diff, blocks or an envelope, as those of a list do."""
    for fence in whole.fences([line.removesuffix("\r") for line in lines]):
        rows = range(fence.opened, min(fence.closed + 1, len(lines)))
        inside = [lines[row] for row in rows if lines[row].strip()]
        if not fence.indent or not all(line.startswith(fence.indent) for line in inside):
            continue
        if any(line.startswith(_MARKS, len(fence.indent)) for line in inside):
            for row in rows:
                lines[row] = lines[row].removeprefix(fence.indent)


def _plain_ends(reply: str) -> str:
    """A reply whose every line ends in CRLF got that on its way; who means it writes it in files only."""
    count = reply.count("\r\n")
    return reply.replace("\r\n", "\n") if count and count == reply.count("\n") else reply


def _from_here(edit: FileEdit) -> FileEdit:
    """The edit with its paths as a repository has them, without `./`."""
    if not edit.path.startswith("./") and not edit.target.startswith("./"):
        return edit
    return replace(edit, path=edit.path.removeprefix("./"), target=edit.target.removeprefix("./"))


def _blank(lines: list[str], spans: list[tuple[int, int]]) -> None:
    """What one format has read is no other's."""
    for first, end in spans:
        lines[first:end] = [""] * (end - first)


def _called(reply: str, files: Mapping[str, str]) -> list[FileEdit]:
    """What a reply asks for in tool calls; they are looked for where nothing else was found."""
    return calls.read(reply, 1, files) or _read(calls.envelopes(reply).split("\n"), files)


def _thoughts(lines: list[str]) -> list[tuple[int, int]]:
    """What some models think aloud before they answer."""
    opened = next((row for row, line in enumerate(lines) if line.strip()), 0)
    if not lines[opened].lstrip().startswith(_THINKS):
        return []
    closed = [row for row, line in enumerate(lines) if line.strip() in ("</think>", "</thinking>")]
    return [(opened, closed[0] + 1)] if closed else []


def _next_part(edits: list[FileEdit]) -> int:
    return (
        max((part for edit in edits for part in (edit.part, *(hunk.part for hunk in edit.hunks))), default=0)
        + 1
    )


def _surrogates(reply: str) -> str:
    if reply.isascii():
        return ""
    return "".join(char for char in reply if "\ud800" <= char <= "\udfff")


def _too_many() -> EditError:
    return EditError(
        f"The reply edits more than {MOST_FILES} files.", "Ask for less at once.", code=TOO_LARGE
    )


def _nothing(reply: str) -> EditError:
    if not reply.strip():
        return EditError("The reply is empty.", "Ask again.", code=EMPTY)
    begun = ("<<<<<", ">>>>>", "*** Update", "@@ ")
    if any(line.lstrip(" \t>").startswith(begun) or line.startswith(begun) for line in reply.split("\n")):
        return EditError(
            "The reply holds an edit that cannot be read.", "Use one of the formats.", code=PARSE
        )
    return EditError("The reply holds no edit, only words.", "Ask for the edit itself.", code=EMPTY)
