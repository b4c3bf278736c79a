"""Finds a repo's checks, runs them on base and candidate, and tells the truth about both."""

from devflow.checks.check import NODE, Check
from devflow.checks.finding import command_check, find
from devflow.checks.measuring import measure
from devflow.checks.needs import beforehand

__all__ = ["NODE", "Check", "beforehand", "command_check", "find", "measure"]
