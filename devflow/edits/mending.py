"""A second reply that gives the failed parts of a first one again, joined with those that had their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from devflow.edits.applying import Placed, place_edits
from devflow.edits.failure import MISMATCH, PlacingError
from devflow.edits.formats.reading import read_reply
from devflow.edits.parts import ADD, DROP, FileEdit
from devflow.errors import EditError

# -- each is placed by itself; of more parts only the word-for-word repeated are known
_MOST_COMPARED = 60
_BAR = re.compile(r"<+|=+|>+")


def mend(first: PlacingError, reply: str, files: Mapping[str, str]) -> Placed:
    """The parts that the first reply had right and those of the second, placed as one reply, or none of them.

    A part that was kept and is given again all the same counts once.

    Raises:
        EditError: the second reply cannot be read, or leaves out a part that failed.
        PlacingError: a part of it cannot be placed, or clashes with one that was kept.
    """
    kept = [part for edit in first.kept for part in edit.single()]
    given = [part for edit in _numbered(read_reply(reply, files), first) for part in edit.single()]
    fresh = _without_repeated(given, kept, files)
    missing = _count(lost.edit for lost in first.lost) - _count(fresh)
    if missing:
        path = min(missing)
        raise EditError(
            f"{path[:200]}: a part that could not be placed was not given again.",
            "Give each failed part again.",
            code=MISMATCH,
        )
    return place_edits([*kept, *fresh], files)


def as_written(edit: FileEdit) -> str:
    """An edit in the words of a reply: a search/replace block, or a diff where a file is moved."""
    if edit.target:
        verb = "copy" if edit.keeps_source else "rename"
        head = [f"{verb} from {edit.path}", f"{verb} to {edit.target}"]
        body = [line for hunk in edit.hunks for line in ("@@", *(op.tag + op.body for op in hunk.ops))]
        return "\n".join([*head, *body])
    if edit.verb == "write":
        return _block(edit.path, [], edit.text.removesuffix("\n").split("\n"))
    blocks = []
    for hunk in edit.hunks:
        old = [op.body for op in hunk.ops if op.tag != ADD]
        new = [op.body for op in hunk.ops if op.tag != DROP]
        blocks.append(_block(edit.path, old, [] if edit.verb == "delete" else new))
    return "\n".join(blocks) or f"{edit.verb} {edit.path}"


def _block(path: str, old: list[str], new: list[str]) -> str:
    bar = max([7, *(found.end() + 1 for line in (*old, *new) if (found := _BAR.match(line)))])
    return "\n".join((path, "<" * bar + " SEARCH", *old, "=" * bar, *new, ">" * bar + " REPLACE"))


def _numbered(edits: list[FileEdit], first: PlacingError) -> list[FileEdit]:
    """The edits with part numbers that follow those of the first reply."""
    numbers = [edit.part for edit in (*first.kept, *(lost.edit for lost in first.lost))]
    numbers += [hunk.part for edit in first.kept for hunk in edit.hunks]
    numbers += [hunk.part for lost in first.lost for hunk in lost.edit.hunks]
    top = max(numbers)
    return [
        replace(
            edit,
            part=edit.part + top,
            hunks=tuple(replace(hunk, part=hunk.part + top) for hunk in edit.hunks),
        )
        for edit in edits
    ]


def _without_repeated(
    given: list[FileEdit], kept: list[FileEdit], files: Mapping[str, str]
) -> list[FileEdit]:
    """The parts that are none of the kept ones, be it in other words that come to the same."""
    known = {_content(part) for part in kept}
    fresh = [part for part in given if _content(part) not in known]
    if len(fresh) + len(kept) > _MOST_COMPARED:
        return fresh
    effects = [effect for part in kept if (effect := _effect(part, files))]
    return [part for part in fresh if _effect(part, files) not in effects]


def _content(edit: FileEdit) -> FileEdit:
    """The edit whatever its numbers."""
    return replace(edit, part=0, hunks=tuple(replace(hunk, part=0) for hunk in edit.hunks))


def _effect(edit: FileEdit, files: Mapping[str, str]) -> dict[str, str | None] | None:
    """What the edit does by itself; None where that cannot be told."""
    try:
        return place_edits([edit], files).changed
    except EditError:
        return None


def _count(edits: Iterable[FileEdit]) -> Counter[str]:
    """How many parts there are for each path."""
    count: Counter[str] = Counter()
    for edit in edits:
        count[edit.path] += edit.parts
    return count
