"""What a model's reply says is turned into changed files: placed right, or not at all."""

from devflow.edits.applying import apply_reply
from devflow.edits.failure import EditFailure, PlacingError

__all__ = ["EditFailure", "PlacingError", "apply_reply"]
