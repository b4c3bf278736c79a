"""The exact text that a ticket needs, cut by symbol, under a token budget."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from devflow.git.objects import Objects
from devflow.handoffs import RankedFile, Snippet
from devflow.index.catalog import Catalog
from devflow.index.digest import NAME, decode
from devflow.index.query import Query
from devflow.index.signals import Signals
from devflow.index.tokens import estimate

_FILES = 30
_RANK_SCALE = 6.0
_RANK_WEIGHT = 0.7
_SCORE_WEIGHT = 1.5
_NAME_WEIGHT = 0.8
_NAMED_BONUS = 0.25
_FRAME_BONUS = 0.5
_PASTED_BONUS = 0.3
_LENGTH_COST = 0.3
_NEIGHBOUR = 0.1
_USUAL_SIZE = 700
_HEAD_LINES = 20
_FILES_WITH_HEAD = 2
"""Files whose imports come with their first piece."""
_LEAST_LEFT = 30
"""Tokens; with less left nothing of use fits."""
_MOST_PER_TOKEN = 8
"""Characters; no text of code has more in a token."""
_BRIDGE = 3
"""Lines; a smaller gap between two snippets is filled."""


@dataclass(slots=True)
class Piece:
    """A chunk of a ranked file that may go into the pack. Lines are 1-based and inclusive."""

    path: str
    first: int
    last: int
    symbol: str
    kind: str
    size: int
    """Characters."""
    value: float = 0.0


@dataclass(slots=True)
class _File:
    path: str
    lines: list[str]
    pieces: list[Piece] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    has_head: bool = False

    def text(self, first: int, last: int) -> str:
        return "\n".join(self.lines[first - 1 : last]) + "\n"


def pieces(
    catalog: Catalog,
    objects: Objects,
    commit: str,
    query: Query,
    signals: Signals,
    ranked: Sequence[RankedFile],
) -> tuple[list[Piece], dict[str, _File]]:
    """Every chunk of the first ranked files, valued for this ticket, best first."""
    files = _load(catalog, objects, commit, [file.path for file in ranked[:_FILES]])
    view = catalog.view(commit, "source")
    names = _name_scores(catalog, commit, query)
    top = max(signals.chunks.chunks.values(), default=1.0)
    top_name = max(names.values(), default=1.0)
    best = max((file.score for file in ranked), default=1.0) or 1.0
    found = []
    for rank, file in enumerate(ranked[:_FILES]):
        held = files.get(file.path)
        slot = signals.slots.get(file.path)
        if held is None or slot is None:
            continue
        held.has_head = rank < _FILES_WITH_HEAD
        bonus = _bonuses(query, held)
        base = _RANK_WEIGHT / (1 + rank / _RANK_SCALE) + _SCORE_WEIGHT * file.score / best
        raw = []
        for number, piece in enumerate(held.pieces, view.first_chunk[slot]):
            words = signals.chunks.chunks.get(number, 0.0) / top
            raw.append(words + _NAME_WEIGHT * names.get(number, 0.0) / top_name + bonus.get(piece.first, 0.0))
        for place, piece in enumerate(held.pieces):
            beside = max(raw[max(0, place - 1) : place] + raw[place + 1 : place + 2], default=0.0)
            cost = _LENGTH_COST * log(1 + piece.size / _USUAL_SIZE)
            piece.value = base + raw[place] + _NEIGHBOUR * beside - cost
        found.extend(held.pieces)
    found.sort(key=lambda piece: -piece.value)
    return found, files


def pack(found: Iterable[Piece], files: Mapping[str, _File], budget: int) -> tuple[tuple[Snippet, ...], int]:
    """The best pieces that fit the budget, joined where they meet, by file; and their tokens."""
    spent = 0
    order: list[tuple[str, int]] = []
    for piece in found:
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


def _load(catalog: Catalog, objects: Objects, commit: str, paths: Sequence[str]) -> dict[str, _File]:
    view = catalog.view(commit, "source")
    docs = {
        path: view.docs[slot] for slot, held in enumerate(view.paths) for path in held if path in set(paths)
    }
    records = catalog.shelf.records(docs.values())
    present = [path for path in paths if path in docs and docs[path] in records]
    blobs = catalog.blobs([docs[path] for path in present])
    files = {}
    for path, (_, data) in zip(present, objects.blobs(blobs), strict=True):
        file = files[path] = _File(path, decode(data).split("\n"))
        for first, last, symbol, kind in json.loads(records[docs[path]])["chunks"]:
            size = len(file.text(first, last))
            file.pieces.append(Piece(path, *_with_blanks(first, last, file.lines), symbol, kind, size))
    return files


def _with_blanks(first: int, last: int, lines: Sequence[str]) -> tuple[int, int]:
    """The span with the blank lines around it: an insertion beside a definition must see where it lands."""
    while first > 1 and not lines[first - 2].strip():
        first -= 1
    while last < len(lines) and not lines[last].strip():
        last += 1
    return first, last


def _name_scores(catalog: Catalog, commit: str, query: Query) -> dict[int, float]:
    view = catalog.view(commit, "source")
    total = max(1, view.chunks)
    scores: defaultdict[int, float] = defaultdict(float)
    for key, hits in view.hits([NAME + word for word in query.words]).items():
        gain = query.words[key[1:]] * log(1 + (total - len(hits.chunks) + 0.5) / (len(hits.chunks) + 0.5))
        for chunk in hits.chunks:
            scores[chunk] += gain
    return scores


def _bonuses(query: Query, file: _File) -> dict[int, float]:
    """By a piece's first line: what named definitions, frames and pasted lines add."""
    bonus: defaultdict[int, float] = defaultdict(float)
    pasted = set(query.lines)
    for piece in file.pieces:
        parts = [part.strip("_").lower() for part in piece.symbol.split(".") if part]
        if parts and parts[-1] in query.names:
            bonus[piece.first] += _NAMED_BONUS * (1 + (len(parts) > 1 and parts[-2] in query.names))
        if pasted and any(line.strip() in pasted for line in file.lines[piece.first - 1 : piece.last]):
            bonus[piece.first] += _PASTED_BONUS
    name = file.path.rpartition("/")[2].lower()
    for frame in query.frames:
        if frame.path.lower().rpartition("/")[2] != name:
            continue
        for piece in file.pieces:
            inside = frame.function and piece.symbol.rpartition(".")[2] == frame.function
            if inside or (not frame.function and piece.first <= frame.line <= piece.last):
                bonus[piece.first] = max(bonus[piece.first], _FRAME_BONUS)
    return bonus


def _frame_of(piece: Piece, file: _File) -> list[tuple[int, int]]:
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


def _joined(file: _File) -> list[Snippet]:
    """The file's taken lines as few snippets: overlaps and small gaps closed."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted(file.taken):
        if spans and first <= spans[-1][1] + _BRIDGE:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return [_snippet(file, first, last) for first, last in spans]


def _snippet(file: _File, first: int, last: int) -> Snippet:
    symbols = [piece.symbol for piece in file.pieces if piece.symbol and first <= piece.first <= last]
    text = file.text(first, last)
    if last >= len(file.lines):
        text = text[:-1]
    return Snippet(
        path=file.path, first_line=first, last_line=last, text=text, symbol=symbols[0] if symbols else ""
    )
