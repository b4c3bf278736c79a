"""How many tokens a text costs a model, estimated without a tokenizer."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^\W\d_]+|\d{1,3}|_+|[^\w\s]+|\n\s*|[ \t]{2,}")
# -- fitted to cl100k on 2,000 stretches of code in seven languages, and raised by 6 %
#    so that a pack is rather under its budget than over
_WORD, _LONG_WORD, _LETTER, _FOREIGN = 0.8, 0.8, 0.2, 1.3
_NUMBER, _UNDERSCORE, _SIGNS, _LINE, _SPACES = 1.2, 0.55, 1.15, 1.25, 1.6


def estimate(text: str) -> int:
    """Tokens of the text: a few per cent above cl100k over a pack of code."""
    return int(sum(map(_cost, _PIECE.findall(text)))) + 1


def _cost(piece: str) -> float:
    first = piece[0]
    if first.isalpha():
        if not first.isascii():
            return _FOREIGN * len(piece)
        long = _LONG_WORD if len(piece) > 7 else 0.0
        return _WORD + long + _LETTER * max(0, len(piece) - 10)
    if first == "\n":
        return _LINE
    if first.isspace():
        return _SPACES
    if first.isdigit():
        return _NUMBER
    return _UNDERSCORE if first == "_" else _SIGNS
