"""The exact text that a ticket needs, cut by symbol, under a token budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from devflow.handoffs import Snippet
from devflow.index.packing.pieces import Piece, PieceFile
from devflow.index.packing.tokens import estimate

_HEAD_LINES = 20
_LEAST_LEFT = 30
"""Tokens; with less left nothing of use fits."""
_MOST_PER_TOKEN = 8
"""Characters; no text of code has more in a token."""
_BRIDGE = 3
"""Lines; a smaller gap between two snippets is filled."""


def pack(
    found: Sequence[Piece], files: Mapping[str, PieceFile], budget: int, pattern: Piece | None = None
) -> tuple[tuple[Snippet, ...], int]:
    """The best pieces that fit the budget, joined where they meet, by file; and their tokens.

    A `pattern` comes right after the first piece.
    """
    spent = 0
    order: list[tuple[str, int]] = []
    for piece in found if pattern is None else (found[0], pattern, *found[1:]):
        left = budget - spent
        if left < _LEAST_LEFT:
            break
        if piece.size > left * _MOST_PER_TOKEN:
            continue
        file = files[piece.path]
        wanted = [(piece.first, piece.last), *_frame_of(piece, file)]
        fresh = [span for span in wanted if not _covered(span, file.taken)]
        cost = sum(estimate(file.text(*span)) for span in fresh)
        if spent + cost > budget:
            fresh, cost = fresh[:1], estimate(file.text(*fresh[0])) if fresh else 0
        if not fresh or spent + cost > budget:
            continue
        spent += cost
        file.taken.extend(fresh)
        order.append((piece.path, len(fresh)))
    while True:
        paths = dict.fromkeys(path for path, _ in order)
        snippets = tuple(snippet for path in paths for snippet in _joined(files[path]))
        tokens = sum(estimate(snippet.text) for snippet in snippets)
        if tokens <= budget:
            return snippets, tokens
        # -- the gaps that joining has closed cost more than was left
        path, count = order.pop()
        del files[path].taken[-count:]


def _frame_of(piece: Piece, file: PieceFile) -> list[tuple[int, int]]:
    """What a piece needs around it: the head of its class, and the file's imports."""
    spans = []
    container = piece.symbol.rpartition(".")[0]
    for other in file.pieces:
        if container and other.symbol == container and other.kind == "class":
            spans.append((other.first, min(other.last, other.first + _HEAD_LINES)))
            break
    head = file.pieces[0]
    if file.has_head and head.kind == "module" and head.first < piece.first:
        spans.append((head.first, min(head.last, head.first + _HEAD_LINES)))
    return spans


def _covered(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in taken)


def _joined(file: PieceFile) -> list[Snippet]:
    """The file's taken lines as few snippets: overlaps and small gaps closed."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted(file.taken):
        if spans and first <= spans[-1][1] + _BRIDGE:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return [_snippet(file, first, last) for first, last in spans]


def _snippet(file: PieceFile, first: int, last: int) -> Snippet:
    symbols = [piece.symbol for piece in file.pieces if piece.symbol and first <= piece.first <= last]
    text = file.text(first, last)
    if last >= len(file.lines):
        text = text[:-1]
    return Snippet(
        path=file.path,
        first_line=first,
        last_line=last,
        text=text,
        symbol=symbols[0] if symbols else "",
    )
