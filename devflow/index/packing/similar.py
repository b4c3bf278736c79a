"""One pattern to follow: the definition most like the one that the ticket seems to need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devflow.index.packing.pieces import Piece, PieceFile
from devflow.index.packing.tokens import estimate
from devflow.index.reading.words import identifiers, parts, whole

_SHARE = 16
"""A pattern takes at most one part in so many of the budget."""
_LEAST_ALIKE = 0.35
"""Of the identifiers that stand in either, how many stand in both."""
_LEAST_SIZE = 150
"""Characters; less is no pattern."""


def similar(found: Sequence[Piece], files: Mapping[str, PieceFile], budget: int) -> Piece | None:
    """Of the pieces, best first: the sibling of the best definition, by its name and by what stands in it.

    None where nothing is much like it, or what is would take too much of the budget.
    """
    best = next((piece for piece in found if _is_definition(piece)), None)
    if best is None:
        return None
    own = _identifiers(best, files)
    likeness = {}
    for place, piece in enumerate(found):
        if _is_definition(piece) and _is_kin(best, piece):
            other = _identifiers(piece, files)
            likeness[place] = len(own & other) / len(own | other)
    for place in sorted(likeness, key=lambda place: (-likeness[place], place)):
        piece = found[place]
        if likeness[place] < _LEAST_ALIKE:
            break
        if estimate(files[piece.path].text(piece.first, piece.last)) <= budget // _SHARE:
            return piece
    return None


def _is_definition(piece: Piece) -> bool:
    return piece.kind in ("function", "class") and piece.size >= _LEAST_SIZE


def _is_kin(one: Piece, other: Piece) -> bool:
    """Whether two definitions are called alike: by one name, or by names with half their words in common."""
    if one.kind != other.kind or (one.path, one.symbol) == (other.path, other.symbol):
        return False
    first, second = (piece.symbol.rpartition(".")[2] for piece in (one, other))
    if whole(first) == whole(second):
        return True
    words, others = set(parts(first)), set(parts(second))
    return 2 * len(words & others) >= max(len(words), len(others), 1)


def _identifiers(piece: Piece, files: Mapping[str, PieceFile]) -> frozenset[str]:
    return frozenset(identifiers(files[piece.path].text(piece.first, piece.last)))
