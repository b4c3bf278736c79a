"""What could not be placed, told so that a model can be asked for just that part again."""

from __future__ import annotations

from dataclasses import dataclass

from devflow.edits.parts import FileEdit
from devflow.errors import EditError

EMPTY = "E_EDIT_EMPTY"
MISMATCH = "E_EDIT_MISMATCH"
AMBIGUOUS = "E_EDIT_AMBIGUOUS"
CONFLICT = "E_EDIT_CONFLICT"
TOO_LARGE = "E_EDIT_TOO_LARGE"
PARSE = "E_PATCH_PARSE"
SYNTAX = "E_EDIT_SYNTAX"
HEADERS_DISAGREE = "E_PATCH_AMBIGUOUS"
BINARY = "E_BINARY"
MODE = "E_MODE"
MODE_SYMLINK = "E_MODE_SYMLINK"
ABSOLUTE = "E_PATH_ABSOLUTE"
TYPE_CHANGE = "E_TYPE_CHANGE"
_HINTS = {SYNTAX: "Give whole, balanced definitions."}


@dataclass(frozen=True)
class EditFailure:
    """One part of a reply that could not be placed."""

    part: int
    """Which block or hunk of the reply, counted from 1 over all files."""
    path: str
    code: str
    message: str
    wanted: str = ""
    """The old text that the part quotes, trimmed."""
    found: str = ""
    """What the file really says where it comes nearest, trimmed; empty: nothing is like it."""
    lines: tuple[int, ...] = ()
    """Line numbers, from 1, of the hits or of the first line of `found`."""


@dataclass(frozen=True)
class Lost:
    """A failure, and the edit that must be given again for it."""

    failure: EditFailure
    edit: FileEdit
    """The part alone, or all of an edit that stands or falls as one."""


class PlacingError(EditError):
    """Some parts of a reply cannot be placed; nothing was changed.

    `failures` says which and why. `lost` and `kept` hold the reply's edits, so that only what failed need be
    asked for again (`devflow.edits.mending`).
    """

    def __init__(self, lost: tuple[Lost, ...], kept: tuple[FileEdit, ...]) -> None:
        first = lost[0].failure
        more = f" ({len(lost) - 1} more parts failed too)" if len(lost) > 1 else ""
        hint = _HINTS.get(first.code, "Quote the file's own lines exactly.")
        if first.found:
            hint = f"The file says there:\n{first.found}"
        super().__init__(
            f"{first.path[:200]}: part {first.part}: {first.message}{more}", hint, code=first.code
        )
        self.failures = tuple(each.failure for each in lost)
        self.lost = lost
        self.kept = kept
