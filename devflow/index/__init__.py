"""The index: the right files, symbols and lines for a ticket, without asking a model.

`index.py` is the door. Behind it, from the roof to the ground: `beyond` (documents, data and tests that a
ticket means), `packing` (exact text under a budget), `ranking` (signals and reasons), `keeping` (the kept
index of a repository), `asking` (what a ticket says), `reading` (one file made searchable).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devflow.index.index import Index
    from devflow.index.packing.serving import Served
    from devflow.index.reading.outline import Symbol

__all__ = ["Index", "Served", "Symbol"]


def __getattr__(name: str) -> type:
    """The public names, imported when used: a worker needs only the modules below and must start fast."""
    if name == "Index":
        from devflow.index.index import Index  # noqa: PLC0415 -- as said above

        return Index
    if name == "Symbol":
        from devflow.index.reading.outline import Symbol  # noqa: PLC0415 -- likewise

        return Symbol
    if name == "Served":
        from devflow.index.packing.serving import Served  # noqa: PLC0415 -- likewise

        return Served
    raise AttributeError(name)
