"""Which file a line of a reply names, whatever a model dresses the path in."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

_LABEL = re.compile(r"(?:new |updated |modified )?(?:file(?: ?name| ?path)?|path)\s*[:=]\s*", re.IGNORECASE)
_TAG = re.compile(
    r"""<(path|file|filename|file_path)(?:\s+(?:path|name)=["'][^"']*["'])?>\s*([^<>]+?)\s*</\1>"""
)
_TAG_OPEN = re.compile(r"""<\w+\s+(?:path|name|file)=["']([^"']+)["'][^>]*>""")
_PATH = re.compile(r"[^\s`<>|\"'*?:,;()\[\]{}=]+")
_WITH_SUFFIX = re.compile(r".*[\w\]})-]?\.[A-Za-z]\w{0,9}|\.[a-z][\w.-]*")
_BARE = re.compile(
    r"(?:Make|Docker|Container|Gem|Rake|Proc|Jenkins|Vagrant|Brew|Pip|Pod|Fast|Tilt|Caddy|Earth|Task|[Jj]ust)file"
    r"|LICEN[CS]E|COPYING|NOTICE|AUTHORS|CODEOWNERS|README"
)
_TICKED = re.compile(r"`([^`\s]{1,300})`")
_LONGEST = 600
_LOOK_BACK = 3
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")


def fence(line: str) -> tuple[str, str] | None:
    """The bar and the info string of a line that opens or closes a fence."""
    if len(line) > _LONGEST or line.lstrip(" ")[:1] not in ("`", "~"):
        return None
    found = _FENCE.fullmatch(line.rstrip())
    return (found[1], found[2].strip()) if found else None


def alone(line: str, files: Container[str]) -> str | None:
    """The path on a line that says nothing else."""
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return None
    if line in files:
        return line
    bare = _undress(line)
    return bare if bare in files or is_path(bare) else None


def named(line: str, files: Container[str]) -> str | None:
    """The path that a line names, be it within a sentence that names no other."""
    path = alone(line, files)
    if path or len(line) > _LONGEST:
        return path
    ticked = dict.fromkeys(_TICKED.findall(line))
    known = [word for word in ticked if word in files]
    if not known:
        known = list(dict.fromkeys(word for word in _words(line) if word in files))
    if not known and line.rstrip().endswith(":"):
        known = [word for word in ticked if is_path(word)]
    return known[0] if len(known) == 1 else None


def is_path(word: str) -> bool:
    """It looks like a path and like nothing else."""
    if not _PATH.fullmatch(word) or word.endswith("/"):
        return False
    name = word.rsplit("/", 1)[-1]
    return bool(_WITH_SUFFIX.fullmatch(name) or _BARE.fullmatch(name)) or (
        "/" in word and not word.startswith("//")
    )


def above(lines: Sequence[str], start: int, floor: int, files: Container[str]) -> str | None:
    """The path that stands in the few lines above `start`, or in the fence that opens there."""
    looked = 0
    for number in range(start - 1, floor - 1, -1):
        line = lines[number]
        mark = fence(line)
        if mark:
            path = in_info(mark[1], files)
            if path:
                return path
            continue
        if not line.strip():
            continue
        path = named(line, files)
        looked += 1
        if path or looked == _LOOK_BACK:
            return path
    return None


def in_info(info: str, files: Container[str]) -> str | None:
    """The path in a fence's info string: `src/a.py`, `python:src/a.py`, `python title="src/a.py"`."""
    info = info.strip()
    if not info or len(info) > _LONGEST:
        return None
    words = [word for word in re.split(r"""[\s"'=:{}]+""", info) if word]
    for word in words:
        if word in files:
            return word
    if info in files or (len(words) == 1 and is_path(info) and "." in info.strip(".")):
        return info
    tail = words[-1] if words else ""
    return tail if len(words) > 1 and is_path(tail) else None


def _undress(line: str) -> str:
    tag = _TAG.fullmatch(line)
    if tag:
        return tag[2]
    tag = _TAG_OPEN.fullmatch(line)
    if tag:
        return tag[1]
    before = None
    while line != before:
        before = line
        line = line.strip().removesuffix(":").removesuffix("*/").removesuffix("-->").strip()
        line = re.sub(r"^(?:#{1,6}\s+|//\s*|--\s+|;+\s+|/\*\s*|<!--\s*|\d+[.)]\s+|[-*>]\s+)", "", line)
        line = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
        for mark in ("**", "__", "`", "*", '"', "'"):
            if len(line) > 2 * len(mark) and line.startswith(mark) and line.endswith(mark):
                line = line[len(mark) : -len(mark)]
    return line


def _words(line: str) -> list[str]:
    return [word.strip("`*\"'(),:;[]").removesuffix(".") for word in line.split()]
