"""The definitions that a ticket needs, best first, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from devflow.handoffs import Definition
from devflow.index.packing.pieces import Piece, PieceFile


def definitions(found: Iterable[Piece], files: Mapping[str, PieceFile], limit: int) -> tuple[Definition, ...]:
    """The first `limit` definitions among the pieces; of one that was cut into several the best counts."""
    kept: dict[tuple[str, str], Definition] = {}
    for piece in sorted(found, key=lambda piece: (-piece.merit, piece.path, piece.first)):
        if not piece.symbol:
            continue
        first, last = files[piece.path].without_blanks(piece.first, piece.last)
        known = kept.get((piece.path, piece.symbol))
        if known:
            first, last = min(known.first_line, first), max(known.last_line, last)
            kept[piece.path, piece.symbol] = replace(known, first_line=first, last_line=last)
        else:
            made = Definition(piece.path, piece.symbol, piece.kind, first, last, round(piece.merit, 4))
            kept[piece.path, piece.symbol] = made
    return tuple(kept.values())[:limit]
