"""Exact text of the files beyond source that a ticket means, under a budget of their own."""

from __future__ import annotations

from collections.abc import Sequence

from devflow.handoffs import Snippet
from devflow.index.asking.query import Query
from devflow.index.beyond.asked import Target
from devflow.index.packing.pack import pack
from devflow.index.packing.pieces import Piece, PieceFile
from devflow.index.packing.texts import load, value, whole
from devflow.index.ranking.search import Search
from devflow.index.reading.kinds import is_changelog, kind

ASKED, MENTIONED = 0.25, 0.7
"""Of the best piece of a file that is too large to be shown whole: what else of it is shown."""


def excerpts(
    search: Search, targets: Sequence[Target], budget: int, least: float
) -> tuple[tuple[Snippet, ...], int]:
    """Exact text of the targets that are no source, at most `budget` tokens of it, and its tokens.

    Each has an equal part of what the ones before it have left; `least` is `ASKED` or `MENTIONED`.
    """
    shown: list[Snippet] = []
    left = budget
    texts = [target for target in targets if kind(target.path) != "source"]
    for place, target in enumerate(texts):
        file = load(search, target.path)
        part = left // (len(texts) - place)
        snippets, tokens = pack(_pieces(file, target, search.query, part, least), {file.path: file}, part)
        shown += snippets
        left -= tokens if snippets else 0
    return tuple(shown), budget - left


def _pieces(file: PieceFile, target: Target, query: Query, budget: int, least: float) -> list[Piece]:
    """All of the file where it is small; else what is pointed to, and what the ticket's words mean."""
    if entire := whole(file, 2 * budget):
        return [entire]
    file.has_head = True
    value(file.pieces, file, query.words, target.lines, target.names)
    if file.pieces and is_changelog(file.path):
        file.pieces[0].value += 1.0
    best = sorted(file.pieces, key=lambda piece: -piece.value)
    return [piece for piece in best if piece.value >= least * best[0].value]
