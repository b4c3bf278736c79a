"""The pieces of the ranked files, each with its worth for the ticket."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import log

from devflow.handoffs import RankedFile
from devflow.index.asking.phrases import shared
from devflow.index.asking.query import Query
from devflow.index.keeping.view import View
from devflow.index.ranking.bm25 import rarity
from devflow.index.ranking.search import Search
from devflow.index.reading.digest import NAME, decode

_FILES = 30
_RANK_SCALE = 6.0
_RANK_WEIGHT = 0.7
_SCORE_WEIGHT = 1.5
_NAME_WEIGHT = 0.8
_TITLE_WEIGHT = 0.3
_NAMED_BONUS = 0.25
_FRAME_BONUS = 0.5
_PASTED_BONUS = 0.3
_LENGTH_COST = 0.3
_NEIGHBOUR = 0.1
_PHRASE_WEIGHT, _PHRASE_FLOOR = 0.5, 0.25
"""Phrases are looked for only where the ticket's words stand: what has fewer of them is not read again."""
_PHRASE_VALUE = 0.0
_CLASS_WEIGHT = 0.2
_STUB_COST, _STUB = 0.2, 250
"""Characters; what is shorter is seldom the place."""
_USUAL_SIZE = 700
_FILES_WITH_HEAD = 2
"""Files whose imports come with their first piece."""


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
    words: float = 0.0
    """How many of the ticket's words it has, beside the best piece of the commit."""
    merit: float = 0.0
    """What it is worth for the ticket."""
    value: float = 0.0
    """Its worth for a pack: what the title says of it counts once more, and its length against it."""


@dataclass(slots=True)
class PieceFile:
    """A file that pieces are cut from, and the lines of it that are taken."""

    path: str
    lines: list[str]
    pieces: list[Piece] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    has_head: bool = False

    def text(self, first: int, last: int) -> str:
        """Its lines, as they stand."""
        return "\n".join(self.lines[first - 1 : last]) + "\n"

    def without_blanks(self, first: int, last: int) -> tuple[int, int]:
        """The span without the blank lines at its ends."""
        while first < last and not self.lines[first - 1].strip():
            first += 1
        while last > first and not self.lines[last - 1].strip():
            last -= 1
        return first, last


def pieces(search: Search, ranked: Sequence[RankedFile]) -> tuple[list[Piece], dict[str, PieceFile]]:
    """Every chunk of the first ranked files, valued for this ticket, best first."""
    query, signals, view = search.query, search.signals, search.view("source")
    files = _load(search, [file.path for file in ranked[:_FILES]])
    names = _name_scores(view, query)
    top = max(signals.chunks.chunks.values(), default=1.0)
    top_title = max(signals.title.chunks.values(), default=1.0)
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
            piece.words = signals.chunks.chunks.get(number, 0.0) / top
            named = _NAME_WEIGHT * names.get(number, 0.0) / top_name
            raw.append(piece.words + named + bonus.get(piece.first, 0.0))
        for place, piece in enumerate(held.pieces):
            beside = max(raw[max(0, place - 1) : place] + raw[place + 1 : place + 2], default=0.0)
            title = _TITLE_WEIGHT * signals.title.chunks.get(view.first_chunk[slot] + place, 0.0) / top_title
            cost = _LENGTH_COST * log(1 + piece.size / _USUAL_SIZE)
            piece.merit = base + raw[place] + _NEIGHBOUR * beside
            piece.value = piece.merit + title - cost
        _weigh_classes(held.pieces)
        found.extend(held.pieces)
    _weigh_phrases(found, files, query)
    found.sort(key=lambda piece: -piece.value)
    return found, files


def _weigh_classes(beside: Sequence[Piece]) -> None:
    """A method gains by what its class has of the ticket's words; a stub gains little."""
    by_class: defaultdict[str, list[float]] = defaultdict(list)
    for piece in beside:
        by_class[piece.symbol.rpartition(".")[0]].append(piece.words)
    around = {name: sum(nlargest(3, words)) / 3 for name, words in by_class.items() if name}
    for piece in beside:
        piece.merit += _CLASS_WEIGHT * around.get(piece.symbol.rpartition(".")[0], 0.0)
        piece.merit -= _STUB_COST * (1 - min(1.0, piece.size / _STUB))


def _weigh_phrases(found: Sequence[Piece], files: Mapping[str, PieceFile], query: Query) -> None:
    likely = [piece for piece in found if piece.words >= _PHRASE_FLOOR]
    given = shared(query.phrases, [files[piece.path].text(piece.first, piece.last) for piece in likely])
    for piece, share in zip(likely, given, strict=True):
        piece.merit += _PHRASE_WEIGHT * share
        piece.value += _PHRASE_VALUE * share


def _load(search: Search, paths: Sequence[str]) -> dict[str, PieceFile]:
    view, catalog = search.view("source"), search.catalog
    docs = {
        path: view.docs[slot] for slot, held in enumerate(view.paths) for path in held if path in set(paths)
    }
    records = catalog.shelf.records(docs.values())
    present = [path for path in paths if path in docs and docs[path] in records]
    blobs = catalog.blobs([docs[path] for path in present])
    files = {}
    for path, (_, data) in zip(present, search.objects.blobs(blobs), strict=True):
        file = files[path] = PieceFile(path, decode(data).split("\n"))
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


def _name_scores(view: View, query: Query) -> dict[int, float]:
    total = max(1, view.chunks)
    scores: defaultdict[int, float] = defaultdict(float)
    for key, hits in view.hits([NAME + word for word in query.words]).items():
        gain = query.words[key[1:]] * rarity(total, len(hits.chunks))
        for chunk in hits.chunks:
            scores[chunk] += gain
    return scores


def _bonuses(query: Query, file: PieceFile) -> dict[int, float]:
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
