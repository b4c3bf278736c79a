"""The review of a run in a browser on this machine."""

from devflow.web.server import ReviewServer

__all__ = ["ReviewServer"]
