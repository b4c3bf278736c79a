"""Sentences that say what was asked: only in words that stand so in the ticket or its spec."""

from __future__ import annotations

import re

from devflow.wording.grounds import Grounds
from devflow.wording.vocabulary import tags

_ASKS = re.compile(
    r"(?i)^(?:the (?:ticket|spec|issue) (?:asks?|asked|wants?|wanted|requests?|requested)"
    r"|(?:it|this) (?:was )?asked|what (?:is|was) (?:asked|wanted)(?: is| was)?:?|asked(?: for)?:)"
    r"(?: for| that| to)?:? (?P<rest>.+)$"
)
_WORD = re.compile(r"[\w./:()'-]+")
_TURNS = tags("not never no none nor neither without except unless only cannot instead nothing")
_SMALL = tags("a an the")


def says_what_was_asked(sentence: str, grounds: Grounds) -> bool | None:
    """Whether its words stand together in what was asked; None where it speaks of something else."""
    found = _ASKS.match(sentence.strip())
    if found is None:
        return None
    wanted = _words(found["rest"].strip(' "“”'))
    return len(wanted) >= 2 and any(
        _holds(wanted, _words(part)) for text in grounds.asked for part in re.split(r"(?<=[.!?;])\s|\n", text)
    )


def _holds(wanted: list[str], part: list[str]) -> bool:
    """Whether a sentence holds these words in a row; what it says around them must not turn their meaning."""
    for at in range(len(part) - len(wanted) + 1):
        if part[at : at + len(wanted)] == wanted:
            around = part[:at] + part[at + len(wanted) :]
            return not any(word in _TURNS or word.endswith("n't") for word in around)
    return False


def _words(text: str) -> list[str]:
    words = [word.strip(".:'`").lower() for word in _WORD.findall(text.replace("`", ""))]
    return [word for word in words if word and word not in _SMALL]
