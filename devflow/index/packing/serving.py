"""Serving what a coding model asks to see before it writes: files, symbols, words, within a budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from devflow.clean import clean_line
from devflow.git.objects import LINK, TreeEntry
from devflow.handoffs import RankedFile, Request, Snippet
from devflow.index.keeping.view import View
from devflow.index.packing.pack import pack
from devflow.index.packing.pieces import Piece, PieceFile, pieces
from devflow.index.packing.texts import load, readable, value, whole
from devflow.index.ranking.places import Places
from devflow.index.ranking.rank import rank
from devflow.index.ranking.search import Search
from devflow.index.reading.digest import NAME
from devflow.index.reading.words import whole as whole_word

_BY_WORDS = 6
"""Files that words alone may bring."""
_DEFINITIONS = 5
"""Of one name; what is defined more often is hardly one thing."""
_NAMED, _FILE = 100.0, 50.0
"""What a named symbol, and what lies in a named file, is worth above everything else."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is shown, and a sentence for each thing that is not."""

    snippets: tuple[Snippet, ...]
    missing: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    files: list[str] = field(default_factory=list)
    symbols: dict[str, set[str]] = field(default_factory=dict)
    """By path: the names asked for that it defines, lower case, dotted where they were asked for so."""
    missing: list[str] = field(default_factory=list)


def serve(search: Search, request: Request, shown: Sequence[Snippet], budget: int) -> Served:
    """Exact text of what was asked for, at most `budget` tokens of it, without what is `shown` already.

    Only regular text files that the commit holds are read; nothing that holds keys by its name.
    """
    found = _Found()
    _find_files(found, search.objects.tree(search.commit), request.files)
    _find_symbols(found, search.view("source"), request.symbols)
    by_words = [file.path for file in rank(search, _BY_WORDS)] if request.words else []
    paths = dict.fromkeys((*found.files, *found.symbols, *by_words))
    ranked = [RankedFile(path=path, score=1.0, reasons=()) for path in paths]
    wanted, files = pieces(search, ranked)
    for path in found.files:
        if path not in files:
            file = files[path] = load(search, path)
            value(file.pieces, file, search.query.words)
        wanted = [piece for piece in wanted if piece.path != path] + _of_file(files[path], budget)
    chosen = list(_chosen(wanted, found, by_words, shown))
    snippets, _ = pack(sorted(chosen, key=lambda piece: -piece.value), files, budget)
    visible = {snippet.path for snippet in (*snippets, *shown)}
    found.missing += [f"{_said(path)} does not fit." for path in found.files if path not in visible]
    return Served(snippets, tuple(found.missing))


def _find_files(found: _Found, tree: Mapping[str, TreeEntry], asked: Iterable[str]) -> None:
    places = Places([path for path, entry in tree.items() if entry.size >= 0 and entry.mode != LINK])
    for name in asked:
        matches = [name] if name in tree else places.ending(name)
        if not matches:
            found.missing.append(f"There is no file {_said(name)}.")
        elif len(matches) > 1:
            several = ", ".join(map(_said, matches))
            found.missing.append(f"{_said(name)} may be any of {several}.")
        elif not readable(tree[matches[0]]):
            found.missing.append(f"{_said(matches[0])} is not shown.")
        else:
            found.files.append(matches[0])


def _find_symbols(found: _Found, view: View, asked: Iterable[str]) -> None:
    for name in asked:
        dotted = name.replace("::", ".").strip("().").lower()
        hits = view.hits([NAME + whole_word(dotted.rpartition(".")[2])])
        slots = dict.fromkeys(slot for each in hits.values() for slot in each.slots)
        if not slots:
            found.missing.append(f"No source file defines {_said(name)}.")
        for slot in list(slots)[:_DEFINITIONS]:
            for path in view.paths[slot]:
                found.symbols.setdefault(path, set()).add(dotted)


def _of_file(file: PieceFile, budget: int) -> list[Piece]:
    """The pieces of a named file: one, where all of it fits."""
    entire = whole(file, budget)
    return [entire] if entire else file.pieces


def _chosen(
    wanted: Iterable[Piece], found: _Found, by_words: Sequence[str], shown: Sequence[Snippet]
) -> Iterable[Piece]:
    for piece in wanted:
        if any(
            snippet.path == piece.path
            and snippet.first_line <= piece.first
            and piece.last <= snippet.last_line
            for snippet in shown
        ):
            continue
        named = _is_one_of(piece.symbol.lower(), found.symbols.get(piece.path, ()))
        if named:
            piece.value += _NAMED
        elif piece.path in found.files:
            piece.value += _FILE
        elif piece.path not in by_words:
            continue
        yield piece


def _is_one_of(symbol: str, names: Iterable[str]) -> bool:
    return any(
        symbol == name
        or symbol.endswith(f".{name}")
        or symbol.rpartition(".")[2].strip("_") == whole_word(name)
        for name in names
    )


def _said(name: str) -> str:
    return f"`{clean_line(name)[:200]}`"
