"""Holding a quote against its source: it stands where it says, word for word, or it is no fact."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devflow.errors import RepoError
from devflow.facts.installed import Installed
from devflow.facts.source import MESSAGE, lines_of
from devflow.git.objects import Objects
from devflow.handoffs import Quote

_AT_COMMIT = re.compile(r"(?P<path>.+):(?P<line>\d+)@(?P<commit>[0-9a-f]{7,64})", re.DOTALL)
_INSTALLED = re.compile(r"(?P<name>\S+)==(?P<version>\S+) (?P<path>.+):(?P<line>\d+)", re.DOTALL)


def stands(quote: Quote, objects: Objects, installed: Installed) -> bool:
    """Whether the quote's words stand at the place that it names; its source is read anew."""
    for cited in (_AT_COMMIT.fullmatch(quote.source), _INSTALLED.fullmatch(quote.source)):
        if cited is None:
            continue
        place = cited.groupdict()
        lines = _lines(place, objects, installed)
        first, count = int(place["line"]) - 1, quote.text.count("\n") + 1
        return bool(quote.text) and "\n".join((lines or ())[first : first + count]).strip() == quote.text
    return False


def _lines(place: dict[str, str], objects: Objects, installed: Installed) -> Sequence[str] | None:
    if "commit" not in place:
        return installed.read(place["name"], place["version"], place["path"])
    try:
        if place["path"] == MESSAGE:
            return next((one.message.splitlines() for one in objects.history(place["commit"], 1)), None)
        data = objects.read(place["commit"], place["path"])
    except RepoError:
        return None
    return lines_of(data) if data is not None else None
