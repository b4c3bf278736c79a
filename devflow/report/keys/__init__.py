"""The review of a run in a terminal, by keys."""

from devflow.report.keys.decisions import Decision
from devflow.report.keys.reviewing import review

__all__ = ["Decision", "review"]
