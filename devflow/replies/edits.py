"""A coding model's edits, placed on the text of a commit, or refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from devflow.clean import trim
from devflow.edits import apply_reply
from devflow.edits.failure import EMPTY as NO_EDIT
from devflow.edits.syntax import damage
from devflow.errors import EditError
from devflow.git.objects import LINK, SUBMODULE
from devflow.guard import judge_edits, judge_path
from devflow.handoffs import FileEdit, Patch
from devflow.toolbox import Toolbox

__all__ = ["NO_EDIT", "TreeFiles", "placed"]

_LARGEST_FILE = 4_000_000


def placed(tools: Toolbox, reply: str, files: Mapping[str, str], commit: str) -> Patch:
    """The patch that a reply asks for on the text of a commit; every path is judged, nothing is written.

    Raises:
        EditError: an edit cannot be placed, or leaves a file that no longer parses; NO_EDIT: there is none.
        ScopeError: a path that no scope may hold.
    """
    changed = apply_reply(reply, files)
    for path in changed:
        judge_path(path.encode("utf-8", "surrogateescape"))
    written = tuple(path for path, text in changed.items() if text is not None)
    deleted = tuple(path for path, text in changed.items() if text is None)
    judge_edits(written, tools.files(commit), deleted)
    for path, text in changed.items():
        worse = damage(path, files.get(path), text) if text is not None else None
        if worse:
            hint = "Give whole, balanced definitions."
            raise EditError(f"{path} would no longer parse: {worse}", hint, code="E_EDIT_SYNTAX")
    edits = tuple(FileEdit(path=path, content=_bytes(text)) for path, text in sorted(changed.items()))
    return Patch(edits=edits, explanation=trim(reply, 4000))


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
