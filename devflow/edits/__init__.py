"""What a model's reply says is turned into changed files: placed right, or not at all."""

from devflow.edits.applying import Placed, apply_reply, place_reply
from devflow.edits.failure import EditFailure, Lost, PlacingError
from devflow.edits.mending import as_written, mend

__all__ = [
    "EditFailure",
    "Lost",
    "Placed",
    "PlacingError",
    "apply_reply",
    "as_written",
    "mend",
    "place_reply",
]
