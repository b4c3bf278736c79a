"""Holding a quote against its source: it stands where it says, word for word, or it is no fact."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devflow.errors import RepoError
from devflow.facts.approved import Approved
from devflow.facts.source import MESSAGE, RUN, lines_of
from devflow.handoffs import Quote

_CITED = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"(?P<path>.+):(?P<line>\d+)@(?P<commit>[0-9a-f]{7,64})",
        r"(?P<name>\S+)==(?P<version>\S+) (?P<path>.+):(?P<line>\d+)",
        r"(?P<named>.+):(?P<line>\d+)@(?P<stamp>sha256:[0-9a-f]+)",
        rf"{RUN}(?P<run>\w+):(?P<line>\d+)",
    )
)


def stands(quote: Quote, approved: Approved) -> bool:
    """Whether the quote's words stand at the place that it names; its source is read anew."""
    for said in approved.thread:
        name, _, line = quote.source.rpartition(":")
        if name == said.name:
            return _at(quote, said.lines, int(line))
    for cited in filter(None, (pattern.fullmatch(quote.source) for pattern in _CITED)):
        place = cited.groupdict()
        return _at(quote, _lines(place, approved) or (), int(place["line"]))
    return False


def _at(quote: Quote, lines: Sequence[str], number: int) -> bool:
    """Whether the quote is the lines from a number on, counted from 1."""
    taken = lines[number - 1 : number + quote.text.count("\n")]
    return bool(quote.text) and "\n".join(taken).strip() == quote.text


def _lines(place: dict[str, str], approved: Approved) -> Sequence[str] | None:
    if "run" in place:
        return approved.past.said().get(place["run"])
    if "named" in place:
        return approved.named.read(place["named"], place["stamp"])
    if "name" in place:
        return approved.installed.read(place["name"], place["version"], place["path"])
    try:
        if place["path"] == MESSAGE:
            past = approved.objects.history(place["commit"], 1)
            return next((one.message.splitlines() for one in past), None)
        data = approved.objects.read(place["commit"], place["path"])
    except RepoError:
        return None
    return lines_of(data) if data is not None else None
