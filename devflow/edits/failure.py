"""What could not be placed, told so that a model can be asked for just that part again."""

from __future__ import annotations

from dataclasses import dataclass

from devflow.errors import EditError

EMPTY = "E_EDIT_EMPTY"
MISMATCH = "E_EDIT_MISMATCH"
AMBIGUOUS = "E_EDIT_AMBIGUOUS"
CONFLICT = "E_EDIT_CONFLICT"
TOO_LARGE = "E_EDIT_TOO_LARGE"
PARSE = "E_PATCH_PARSE"
HEADERS_DISAGREE = "E_PATCH_AMBIGUOUS"
BINARY = "E_BINARY"
MODE = "E_MODE"
MODE_SYMLINK = "E_MODE_SYMLINK"
ABSOLUTE = "E_PATH_ABSOLUTE"
TYPE_CHANGE = "E_TYPE_CHANGE"


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


class PlacingError(EditError):
    """Some parts of a reply cannot be placed; nothing was changed.

    `failures` says which and why. `placed` holds the files as the other parts alone would leave them, for a
    caller who keeps those and asks again for the failed parts only.
    """

    def __init__(self, failures: tuple[EditFailure, ...], placed: dict[str, str | None]) -> None:
        first = failures[0]
        more = f" ({len(failures) - 1} more parts failed too)" if len(failures) > 1 else ""
        hint = (
            f"The file says there:\n{first.found}" if first.found else "Quote the file's own lines exactly."
        )
        super().__init__(
            f"{first.path[:200]}: part {first.part}: {first.message}{more}", hint, code=first.code
        )
        self.failures = failures
        self.placed = placed
