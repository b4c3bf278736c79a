"""Leaving credentials out of a text that is going to be kept, shown and sent."""

from __future__ import annotations

import re

from devflow.guard.credentials import values_in

LEFT_OUT = "[a credential was left out]"
_BLOCK = re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY[^\n]*\n(?:[^\n]*\n){0,200}?[^\n]*-----END [^\n]*")


def redacted(text: str) -> tuple[str, int]:
    """The text without what looks like a credential, and how many of them it held."""
    text, count = _BLOCK.subn(LEFT_OUT, text)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        # -- the longest first: one value may be a part of another
        for value in sorted(values_in(line), key=len, reverse=True):
            count += lines[number].count(value)
            lines[number] = lines[number].replace(value, LEFT_OUT)
    return "\n".join(lines), count
