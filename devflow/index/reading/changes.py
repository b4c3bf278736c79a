"""Which definitions differ between two versions of a file, told by their own lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from devflow.handoffs import ChangedSymbol
from devflow.index.reading.outline import Symbol, outline
from devflow.languages import grammar


def changed_symbols(path: str, old: bytes, new: bytes) -> tuple[ChangedSymbol, ...]:
    """The definitions that were added, changed or removed, in order of their lines.

    A line belongs to the innermost definition around it, so a class is changed only where its own lines are.
    Empty for a file without a grammar, and for one too large or too slow to parse.
    """
    before, after = _own_lines(path, old), _own_lines(path, new)
    found = [
        _told(path, here.symbol, "changed" if key in before else "added")
        for key, here in after.items()
        if key not in before or before[key].text != here.text
    ]
    found += [_told(path, there.symbol, "removed") for key, there in before.items() if key not in after]
    return tuple(sorted(found, key=lambda symbol: (symbol.first_line, symbol.name)))


@dataclass(frozen=True, slots=True)
class _Own:
    symbol: Symbol
    text: tuple[bytes, ...]


def _own_lines(path: str, data: bytes) -> dict[tuple[str, str, int], _Own]:
    """By kind, qualified name and ordinal among those of one name: a definition and the lines in it alone."""
    known = grammar(path)
    if known is None or not data:
        return {}
    symbols = outline(data, known).symbols
    lines = data.splitlines()
    inside: list[list[bytes]] = [[] for _ in symbols]
    owner: list[int | None] = [None] * (len(lines) + 1)
    for number, symbol in enumerate(symbols):
        stop = min(symbol.last_line, len(lines))
        owner[symbol.first_line : stop + 1] = [number] * (stop + 1 - symbol.first_line)
    for line, held_by in zip(lines, owner[1:], strict=False):
        if held_by is not None and line.strip():
            inside[held_by].append(line.rstrip())
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for symbol, own in zip(symbols, inside, strict=True):
        name = (symbol.kind, symbol.qualified)
        found[(*name, seen[name])] = _Own(symbol, tuple(own))
        seen[name] += 1
    return found


def _told(path: str, symbol: Symbol, change: str) -> ChangedSymbol:
    return ChangedSymbol.model_validate(
        {
            "path": path,
            "name": symbol.qualified,
            "kind": symbol.kind,
            "change": change,
            "first_line": symbol.first_line,
            "last_line": symbol.last_line,
        }
    )
