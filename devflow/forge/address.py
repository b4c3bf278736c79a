"""The name of an issue or a pull request, as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OWNER, _NAME = r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})", r"(?P<name>[A-Za-z0-9._-]{1,100})"
_NUMBER = r"(?P<number>[1-9][0-9]{0,9})"
_SHORT = re.compile(rf"gh:{_OWNER}/{_NAME}#{_NUMBER}")
_LONG = re.compile(rf"https://(?P<host>[\w.-]+)/{_OWNER}/{_NAME}/(?:issues|pull)/{_NUMBER}(?:[/?#].*)?")
# -- `#12`, `owner/repo#12` or an address, as the words of an issue link to another one
_LINK = re.compile(rf"(?<![\w/#&])(?:{_OWNER}/{_NAME})?#{_NUMBER}\b")


@dataclass(frozen=True)
class Address:
    """One issue or pull request of a repository."""

    repository: str
    """As owner/name."""
    number: int
    host: str = "github.com"

    def __str__(self) -> str:
        return f"gh:{self.repository}#{self.number}"


def read(words: str) -> Address | None:
    """The issue that `gh:owner/repo#12` or its address names; None where the words are neither."""
    found = _SHORT.fullmatch(words) or _LONG.fullmatch(words)
    return _address(found) if found else None


def links(words: str, repository: str) -> tuple[int, ...]:
    """The numbers of the issues of the same repository that a text names, each once, in its order."""
    here = (found for found in _LINK.finditer(words) if _repository(found) in (None, repository))
    numbers = [int(found["number"]) for found in here]
    long = (found for found in _LONG.finditer(words) if _repository(found) == repository)
    return tuple(dict.fromkeys((*numbers, *(int(found["number"]) for found in long))))


def _repository(found: re.Match[str]) -> str | None:
    return f"{found['owner']}/{found['name']}" if found["owner"] else None


def _address(found: re.Match[str]) -> Address:
    host = found.groupdict().get("host") or "github.com"
    return Address(f"{found['owner']}/{found['name']}", int(found["number"]), host)
