"""Untrusted text made safe to print: every control, bidi and zero-width character is shown, not obeyed."""

from __future__ import annotations

import re

# -- C0 but \n and \t, DEL, C1; then what hides or reorders text (SECURITY: terminal cases U)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
# -- what makes a forge call somebody, link an issue, close it or read a command
_ACTS = re.compile(r"[@#](?=\w)|(?i:\bGH-)(?=\d)|:(?=//)|(?:(?<=^)|(?<=\n))/(?=\w)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The same words with `\\xNN` for control characters and `<U+XXXX>` for hidden ones; \\n, \\t stay."""
    text = text.replace("\r\n", "\n")
    text = _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
    text = _HIDDEN.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)
    return _SURROGATE.sub("\ufffd", text)


def clean_line(text: str) -> str:
    """As `clean`, on one line: line ends and tabs become their escapes."""
    return clean(text).replace("\n", "\\n").replace("\t", "\\t")


def hidden_characters(text: str) -> int:
    """How many characters a reader of the text would not see."""
    return len(_HIDDEN.findall(text))


def trim(text: str, limit: int) -> str:
    """The text within `limit` characters: its head and its tail, and between them how much was left out."""
    if len(text) <= limit:
        return text
    head, tail = limit // 3, limit - limit // 3
    return f"{text[:head]}\n[… {len(text) - limit} characters left out …]\n{text[-tail:]}"


def calm(text: str) -> str:
    """Words for a place where a forge acts on them and shows no markup: a space parts what it acts on."""
    return _ACTS.sub(lambda found: f"{found.group()} ", text)
