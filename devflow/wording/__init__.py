"""A model's words about a run, held against its receipts sentence by sentence."""

from devflow.wording.grounds import Grounds
from devflow.wording.judging import held, holds

__all__ = ["Grounds", "held", "holds"]
