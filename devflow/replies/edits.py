"""A coding model's edits, placed on the text of a commit, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from devflow.clean import clean_line, trim
from devflow.edits import Placed, PlacingError, mend, place_reply
from devflow.edits.failure import EMPTY as NO_EDIT
from devflow.edits.failure import SYNTAX
from devflow.edits.syntax import damage
from devflow.errors import EditError, ScriptEnded
from devflow.excerpts import whole_files
from devflow.git.objects import LINK, SUBMODULE
from devflow.guard import judge_edits, judge_path
from devflow.handoffs import FileEdit, Patch, Snippet
from devflow.index.packing.tokens import estimate
from devflow.replies.failed import FailedPart, failed_parts
from devflow.toolbox import Toolbox

__all__ = ["NO_EDIT", "TreeFiles", "as_edited", "placed"]

_LARGEST_FILE = 4_000_000
_TOLD = 4000
_MARKER = re.compile(r"(^|/)(__init__\.pyi?|py\.typed|\.[^/]*keep)$")


def as_edited(
    tools: Toolbox, pieces: Sequence[Snippet], files: Mapping[str, str], room: int
) -> Sequence[Snippet]:
    """The pieces as the coding model must see them: who writes files out whole must have seen them whole."""
    whole = tools.models.edits("code") == "whole-file"
    return whole_files(pieces, files, room, estimate) if whole else pieces


def placed(
    tools: Toolbox,
    reply: str,
    files: Mapping[str, str],
    commit: str,
    ask_again: Callable[[EditError, tuple[FailedPart, ...]], str],
) -> Patch:
    """The patch that a reply asks for on the text of a commit; every path is judged, nothing is written.

    Parts that have no place, or that leave a file which no longer parses, are asked for once more, they
    alone; the patch is then made of the parts that were right and of those, or there is none. Of a reply that
    cannot be read no part is known: `ask_again` is given none, and all of it is asked for again.

    Raises:
        EditError: an edit cannot be placed, or leaves a file that no longer parses; NO_EDIT: there is none.
        ScopeError: a path that no scope may hold.
    """
    try:
        edits = _judged(tools, place_reply(reply, files), files, commit)
        return Patch(edits=edits, explanation=trim(reply, _TOLD))
    except EditError as fault:
        if fault.code == NO_EDIT:
            raise
        first = fault
    unplaced = first if isinstance(first, PlacingError) else None
    parts = failed_parts(unplaced, files) if unplaced else ()
    tools.note(f"asking again for {_named(parts) if parts else 'a reply that can be read'}")
    try:
        again = ask_again(first, parts)
        second = mend(unplaced, again, files) if unplaced and parts else place_reply(again, files)
        edits = _judged(tools, second, files, commit)
    except (EditError, ScriptEnded) as fault:
        if isinstance(fault, ScriptEnded) or fault.code == NO_EDIT:
            raise first from None
        raise
    return Patch(edits=edits, explanation=trim(f"{reply}\n\n{again}" if parts else again, _TOLD))


def _judged(tools: Toolbox, result: Placed, files: Mapping[str, str], commit: str) -> tuple[FileEdit, ...]:
    changed = _gone_if_emptied(result, files)
    for path in changed:
        judge_path(path.encode("utf-8", "surrogateescape"))
    written = tuple(path for path, text in changed.items() if text is not None)
    deleted = tuple(path for path, text in changed.items() if text is None)
    judge_edits(written, tools.files(commit), deleted)
    result.refuse_modes()
    faults = {
        path: f"it would no longer parse: {worse}"
        for path, text in changed.items()
        if text is not None and (worse := damage(path, files.get(path), text))
    }
    if faults:
        raise result.refused(SYNTAX, faults)
    return tuple(FileEdit(path=path, content=_bytes(text)) for path, text in sorted(changed.items()))


def _gone_if_emptied(result: Placed, files: Mapping[str, str]) -> dict[str, str | None]:
    """The changed files; one whose every line was replaced by nothing is deleted, as the prompts say.

    A file that is there to be there, as `__init__.py` is, stays, empty.
    """
    blocks = {edit.path for edit in result.edits if any(hunk.kind == "block" for hunk in edit.hunks)}
    return {
        path: None if text == "" and path in blocks and not _MARKER.search(path) and files.get(path) else text
        for path, text in result.changed.items()
    }


def _named(parts: tuple[FailedPart, ...]) -> str:
    """How many parts failed, and in which files."""
    paths = ", ".join(dict.fromkeys(clean_line(part.path) for part in parts))
    return trim(f"{len(parts)} part{'s' * (len(parts) > 1)} that could not be placed: {paths}", 300)


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")


class TreeFiles(Mapping[str, str]):
    """The text files of a commit, read when they are asked for."""

    def __init__(self, tools: Toolbox, commit: str) -> None:
        self._tools = tools
        self._commit = commit
        tree = tools.files(commit)
        self._paths = [path for path, entry in tree.items() if entry.mode not in (LINK, SUBMODULE)]
        self._texts: dict[str, str] = {}
        self._known = set(self._paths)

    def __getitem__(self, path: str) -> str:
        if path not in self._known or self._tools.files(self._commit)[path].size > _LARGEST_FILE:
            raise KeyError(path)
        if path not in self._texts:
            data = self._tools.objects.read(self._commit, path) or b""
            self._texts[path] = data.decode("utf-8", "surrogateescape")
        return self._texts[path]

    def __contains__(self, path: object) -> bool:
        return path in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
