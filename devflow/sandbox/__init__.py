"""Runs a command in a checkout, apart from the rest of the machine and under limits."""

from devflow.sandbox.base import HOME, REPORT, Command, Hear, Laid, Limits, Sandbox, Shown, laid
from devflow.sandbox.bubblewrap import Bubblewrap
from devflow.sandbox.container import Container
from devflow.sandbox.toolchain import trace
from devflow.sandbox.unsandboxed import Unsandboxed

__all__ = [
    "HOME",
    "REPORT",
    "Bubblewrap",
    "Command",
    "Container",
    "Hear",
    "Laid",
    "Limits",
    "Sandbox",
    "Shown",
    "Unsandboxed",
    "laid",
    "trace",
]
