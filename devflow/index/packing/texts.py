"""Any text file of a commit, source or not: whole where it is small, else the pieces that are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from devflow.git.objects import TreeEntry
from devflow.index.packing.pieces import Piece, PieceFile
from devflow.index.packing.tokens import estimate
from devflow.index.ranking.bm25 import rarity
from devflow.index.ranking.search import Search
from devflow.index.reading.digest import LONGEST_READ, decode, digest, terms
from devflow.index.reading.kinds import holds_keys, is_document, kind
from devflow.languages import grammar

LONGEST_DATA = 200_000
"""Bytes of a file that the index leaves alone: data, a lock."""
_SHARE = 2
"""A file is shown whole where it takes at most one part in so many of the budget."""
_POINTED = 10.0
_USUAL_SIZE = 2_000


def readable(entry: TreeEntry) -> bool:
    """Whether a file may be shown: a regular one, not too large, and not there to hold keys."""
    if not entry.mode.startswith("100") or entry.size < 0:
        return False
    if kind(entry.path):
        return entry.size <= LONGEST_READ
    return entry.size <= LONGEST_DATA and not holds_keys(entry.path)


def load(search: Search, path: str) -> PieceFile:
    """A file cut into pieces; it has none where it is not text."""
    data = search.read(path)
    file = PieceFile(path, decode(data).split("\n"))
    for chunk in digest(data, grammar(path), headings=is_document(path)).chunks:
        size = len(file.text(chunk.first_line, chunk.last_line))
        file.pieces.append(Piece(path, chunk.first_line, chunk.last_line, chunk.symbol, chunk.kind, size))
    return file


def whole(file: PieceFile, budget: int) -> Piece | None:
    """All of a file as one piece; None where that is too much of the budget, or the file is not text."""
    last = len(file.lines) - (file.lines[-1] == "")
    size = len(file.text(1, last))
    if file.pieces and size <= budget * 8 and estimate(file.text(1, last)) <= budget // _SHARE:
        return Piece(file.path, 1, last, "", "file", size, value=1.0)
    return None


def value(
    pieces: Collection[Piece],
    file: PieceFile,
    words: Mapping[str, float],
    lines: Iterable[int] = (),
    names: Iterable[str] = (),
) -> None:
    """Say of each piece what it is worth: by the words that are rare in its file, and by what points to it.

    `names` are definitions, dotted or not; the best by words alone has 1.
    """
    counts = [terms(file.text(piece.first, piece.last)) for piece in pieces]
    for word, weight in words.items():
        held = sum(word in count for count in counts)
        gain = weight * rarity(len(counts), held) if held else 0.0
        for piece, count in zip(pieces, counts, strict=True):
            if word in count:
                piece.value += gain * count[word] / (count[word] + 1 + piece.size / _USUAL_SIZE)
    top = max((piece.value for piece in pieces), default=0.0) or 1.0
    for piece in pieces:
        named = any(f".{piece.symbol}".endswith(f".{name}") for name in names)
        pointed = named or any(piece.first <= line <= piece.last for line in lines)
        piece.value = piece.value / top + _POINTED * pointed
