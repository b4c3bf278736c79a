"""What can be said of a run from its receipts: what shows a criterion, what to look at, what undoes it."""

from devflow.proof.criteria import evidence
from devflow.proof.eye import look_at
from devflow.proof.sentences import measured
from devflow.proof.undo import roll_back

__all__ = ["evidence", "look_at", "measured", "roll_back"]
