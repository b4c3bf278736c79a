"""What models do to a reply that was right: damages by the format they befall, each made at random.

After some of them the right result can no longer be had; there the most that can be asked is a refusal.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Callable, Mapping

Damage = Callable[[str, random.Random], str]

_NAMING = ("diff --git", "--- ", "+++ ", "index ", "@@", "rename", "similarity", "new file", "deleted")
_BLOCK = re.compile(r"(<{7,} SEARCH)\n(.*?)(^={7,})\n(.*?)(^>{7,} REPLACE)", re.DOTALL | re.MULTILINE)
_RANGE = re.compile(r"@@ -\S+ \+\S+ @@.*")


def _some(share: float, change: Callable[[str], str | None], tags: str = " -+") -> Damage:
    """Each line of a diff that begins with one of the tags is changed by that chance; None drops it."""

    def damaged(reply: str, chance: random.Random) -> str:
        kept = []
        for line in reply.split("\n"):
            hit = line[:1] in tags and line and not line.startswith(_NAMING) and chance.random() < share
            new = change(line) if hit else line
            kept += [] if new is None else [new]
        return "\n".join(kept)

    return damaged


def _only(wanted: str, new: str | None, share: float = 1.0) -> Damage:
    """Lines that are just so become something else; None drops them."""

    def damaged(reply: str, chance: random.Random) -> str:
        lines = [new if line == wanted and chance.random() < share else line for line in reply.split("\n")]
        return "\n".join(line for line in lines if line is not None)

    return damaged


def _sides(change: Callable[[list[str], list[str], random.Random], tuple[list[str], list[str]]]) -> Damage:
    """The old and the new lines of each block are changed together."""

    def damaged(reply: str, chance: random.Random) -> str:
        def block(found: re.Match[str]) -> str:
            old, new = change(found[2].split("\n")[:-1], found[4].split("\n")[:-1], chance)
            return "\n".join((found[1], *old, found[3], *new, found[5]))

        return _BLOCK.sub(block, reply)

    return damaged


def _each(change: Callable[[str], str]) -> Damage:
    return _sides(lambda old, new, _chance: (list(map(change, old)), list(map(change, new))))


def _tabs(line: str) -> str:
    return line.replace("\t", "    ")


def _curly(line: str) -> str:
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", line).replace("'", "\u2019")


def _escaped(line: str) -> str:
    return html.escape(line, quote=False)


def _in(line: str) -> str:
    return f"    {line}" if line.strip() else line


def _dedented(old: list[str], new: list[str], _chance: random.Random) -> tuple[list[str], list[str]]:
    depth = min((len(line) - len(line.lstrip(" ")) for line in old + new if line.strip()), default=0)
    return [line[depth:] for line in old], [line[depth:] for line in new]


def _first_dedented(old: list[str], new: list[str], _chance: random.Random) -> tuple[list[str], list[str]]:
    return [line.lstrip() for line in old[:1]] + old[1:], [line.lstrip() for line in new[:1]] + new[1:]


def _blanks_dropped(old: list[str], new: list[str], chance: random.Random) -> tuple[list[str], list[str]]:
    return [line for line in old if line.strip() or chance.random() < 0.5], new


def _numbered(old: list[str], new: list[str], _chance: random.Random) -> tuple[list[str], list[str]]:
    return [f"{row} | {line}" for row, line in enumerate(old, 1)], [
        f"{row} | {line}" for row, line in enumerate(new, 1)
    ]


def _elided(old: list[str], new: list[str], _chance: random.Random) -> tuple[list[str], list[str]]:
    if len(old) < 8 or old[:3] != new[:3]:
        return old, new
    return [old[0], "...", *old[3:]], [new[0], "...", *new[3:]]


def _new_elided(old: list[str], new: list[str], _chance: random.Random) -> tuple[list[str], list[str]]:
    if len(old) < 8 or old[:3] != new[:3]:
        return old, new
    return old, [new[0], "    # ... rest of the code ...", *new[3:]]


def _trailing(old: list[str], new: list[str], chance: random.Random) -> tuple[list[str], list[str]]:
    return [f"{line}  " if line.strip() and chance.random() < 0.5 else line for line in old], new


def _edges_stripped(old: list[str], new: list[str], _chance: random.Random) -> tuple[list[str], list[str]]:
    def stripped(lines: list[str]) -> list[str]:
        text = "\n".join(lines).strip("\n")
        return text.split("\n") if text else []

    return stripped(old), stripped(new)


def _twice(reply: str, _chance: random.Random) -> str:
    found = _BLOCK.search(reply)
    if not found:
        return reply
    path = reply[: found.start()].rstrip("\n").rsplit("\n", 1)[-1]
    return f"{reply}\n{path}\n{found[0]}\n"


def _wrong_counts(reply: str, chance: random.Random) -> str:
    def counts(_found: re.Match[str]) -> str:
        old, new, at = (chance.randrange(1, 40) for _ in range(3))
        return f"@@ -{at},{old} +{at},{new} @@"

    return _RANGE.sub(counts, reply)


def _no_prefixes(reply: str, _chance: random.Random) -> str:
    bare = re.sub(r"(?m)^(diff --git|index|similarity).*\n", "", reply)
    return re.sub(r"(?m)^(--- a/|\+\+\+ b/)", lambda found: found[1][:4], bare)


def _in_list(reply: str, _chance: random.Random) -> str:
    lines = [f"   {line}" if line.strip() else line for line in reply.split("\n")]
    return "1. First:\n\n" + "\n".join(lines)


ANY: Mapping[str, Damage] = {
    "CRLF": lambda reply, _chance: reply.replace("\n", "\r\n"),
    "words around": lambda reply, _chance: f"Here it is:\n\n{reply}\nThis does it.\n\n- one\n- two\n",
    "thoughts before": lambda reply, _chance: f"<think>\nI shall change x:\n- y\n</think>\n\n{reply}",
}
DIFF: Mapping[str, Damage] = {
    "blanks at the ends": _some(0.5, lambda line: f"{line}  ", " -"),
    "wrong counts": _wrong_counts,
    "no numbers": lambda reply, _chance: _RANGE.sub("@@ ... @@", reply),
    "blank lines without +": _only("+", ""),
    "some blank lines without +": _only("+", "", 0.5),
    "blank lines without -": _only("-", ""),
    "blank lines without blank": _only(" ", ""),
    "blank lines left out": _only(" ", None, 0.5),
    "first blank lost": _some(0.7, lambda line: line[1:] or line, " "),
    "context left out": _some(0.15, lambda line: None if line.strip() else line, " "),
    "removed line left out": _some(0.15, lambda line: None if line[1:].strip() else line, "-"),
    "a letter too much": _some(0.1, lambda line: f"{line}x", " "),
    "blanks for tabs": _some(1, _tabs),
    "runs of blanks": _some(1, lambda line: line[:1] + re.sub(r"(?<=\S)  +", " ", line[1:]), " -"),
    "escaped": _some(1, lambda line: line[:1] + _escaped(line[1:])),
    "curly quotes": _some(1, lambda line: line[:1] + _curly(line[1:])),
    "in a fence": lambda reply, _chance: f"Here:\n\n```diff\n{reply.rstrip(chr(10))}\n```\n\nDone.\n",
    "no prefixes": _no_prefixes,
}
BLOCKS: Mapping[str, Damage] = {
    "dedented": _sides(_dedented),
    "first line dedented": _sides(_first_dedented),
    "indented": _each(_in),
    "blanks for tabs": _each(_tabs),
    "escaped": _each(_escaped),
    "curly quotes": _each(_curly),
    "blank lines left out": _sides(_blanks_dropped),
    "blank edges left out": _sides(_edges_stripped),
    "numbered": _sides(_numbered),
    "a line range": _sides(lambda old, new, _chance: ([":start_line:7", "-------", *old], new)),
    "context elided": _sides(_elided),
    "new text elided": _sides(_new_elided),
    "old trailing blanks": _sides(_trailing),
    "a block twice": _twice,
}
ENVELOPE: Mapping[str, Damage] = {
    name: DIFF[name]
    for name in (
        "blanks at the ends",
        "blank lines without +",
        "blank lines without -",
        "blank lines without blank",
        "blank lines left out",
        "first blank lost",
        "context left out",
        "blanks for tabs",
        "curly quotes",
    )
} | {
    "as a tool call": lambda reply, _chance: json.dumps(
        {"name": "apply_patch", "arguments": {"input": reply}}
    )
}
WHOLE: Mapping[str, Damage] = {
    "in a list": _in_list,
    "curly quotes": lambda reply, _chance: "\n".join(map(_curly, reply.split("\n"))),
    "escaped": lambda reply, _chance: "\n".join(map(_escaped, reply.split("\n"))),
}
DAMAGES: Mapping[str, Mapping[str, Damage]] = {
    "git's diff": {**ANY, **DIFF},
    "blocks": {**ANY, **BLOCKS},
    "envelope": {**ANY, **ENVELOPE},
    "whole files": {**ANY, **WHOLE},
}
"""By the names of the formats."""
