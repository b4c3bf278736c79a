"""Judging one path as bytes, before anything is written: what no repository of ours may come to hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from devflow.errors import ScopeError
from devflow.guard.wording import said

MAX_BYTES = 4096
MAX_COMPONENT_BYTES = 255
MAX_DEPTH = 64

# -- what HFS+ leaves out when it compares names; git strips the same ones (core.protectHFS)
_IGNORED_BY_HFS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]")
# -- git~1 and gi7eba~1 are what NTFS calls .git and its kin in the 8.3 form (core.protectNTFS)
_SHORT_NAME = re.compile(r"gi[a-z0-9]{0,6}~[0-9]+")
_DRIVE = re.compile(r"[A-Za-z]:")
_NOT_PORTABLE = frozenset('\\:*?"<>|')
# -- letters and marks by their category that nothing is drawn for
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|(?<=[!-~])[\ufe00-\ufe0f]")
_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = ("CYRILLIC", "FULLWIDTH LATIN", "GREEK SMALL LETTER OMICRON", "GREEK CAPITAL LETTER", "CHEROKEE")
_HIDING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³"}
)

Fault = tuple[str, str]
"""A code and what is wrong, said of the path."""


def judge_path(path: bytes, rules: Sequence[Callable[[str], Fault | None]] | None = None) -> str:
    """The path as text, once no rule objects; nothing is touched.

    Raises:
        ScopeError: E_PATH_LENGTH, E_PATH_CHARS, E_PATH_ABSOLUTE, E_PATH_GITDIR or E_PATH_ESCAPE.
    """
    shown = said(path[: 2 * MAX_BYTES].decode(errors="backslashreplace"))
    try:
        text = path.decode()
    except UnicodeDecodeError:
        raise _refusal(shown, ("E_PATH_CHARS", "is not UTF-8")) from None
    for rule in PATH_RULES if rules is None else rules:
        fault = rule(text)
        if fault:
            raise _refusal(shown, fault)
    return text


def _refusal(shown: str, fault: Fault) -> ScopeError:
    code, what = fault
    hint = "Paths are relative to the repository's root, with `/` between the parts."
    return ScopeError(f"The path `{shown}` {what}.", hint, code=code)


def _too_long(path: str) -> Fault | None:
    parts = path.split("/")
    if len(path.encode()) > MAX_BYTES:
        return "E_PATH_LENGTH", f"is longer than {MAX_BYTES} bytes"
    if len(parts) > MAX_DEPTH:
        return "E_PATH_LENGTH", f"is more than {MAX_DEPTH} folders deep"
    if any(len(part.encode()) > MAX_COMPONENT_BYTES for part in parts):
        return "E_PATH_LENGTH", f"has a part longer than {MAX_COMPONENT_BYTES} bytes"
    return None


def _absolute(path: str) -> Fault | None:
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return "E_PATH_ABSOLUTE", "is absolute"
    if path == "~" or path.startswith("~/"):
        return "E_PATH_ABSOLUTE", "names a home directory"
    return None


def _git_directory(path: str) -> Fault | None:
    # -- before the rules on characters, so that a disguised .git is called what it is
    if any(_is_git(part) for part in re.split(r"[/\\]", path)):
        return "E_PATH_GITDIR", "lies in, or could be taken for, git's own directory"
    return None


def _is_git(part: str) -> bool:
    name = unicodedata.normalize("NFKC", _IGNORED_BY_HFS.sub("", part)).casefold()
    name = name.split(":", 1)[0].rstrip(" .")
    return name == ".git" or _SHORT_NAME.fullmatch(name) is not None


def _escaping(path: str) -> Fault | None:
    if any(part in (".", "..") for part in path.split("/")):
        return "E_PATH_ESCAPE", "holds a `.` or `..` part"
    return None


def _empty_part(path: str) -> Fault | None:
    if not all(path.split("/")):
        return "E_PATH_CHARS", "is empty or has an empty part"
    return None


def _hiding_character(path: str) -> Fault | None:
    for char in path:
        category = unicodedata.category(char)
        if category in _HIDING or (category == "Zs" and char != " "):
            return "E_PATH_CHARS", f"holds U+{ord(char):04X}, which a reader would not see"
    return None


def _unseen_character(path: str) -> Fault | None:
    if found := _UNSEEN.search(path):
        return "E_PATH_CHARS", f"holds U+{ord(found.group()):04X}, which a reader would not see"
    return None


def _mixed_alphabets(path: str) -> Fault | None:
    for word in _WORD.findall("" if path.isascii() else path):
        alike = [
            char for char in word if not char.isascii() and unicodedata.name(char, "").startswith(_ALIKE)
        ]
        if alike and any(char.isascii() for char in word):
            return "E_PATH_CHARS", f"has a word of two alphabets: U+{ord(alike[0]):04X} among Latin letters"
    return None


def _unportable_character(path: str) -> Fault | None:
    for char in path:
        if char in _NOT_PORTABLE:
            return "E_PATH_CHARS", f"holds `{char}`, which not every system can have in a name"
    return None


def _leading_dash(path: str) -> Fault | None:
    if path.startswith("-"):
        return "E_PATH_CHARS", "begins with a dash, as an option does"
    return None


def _edge_of_a_part(path: str) -> Fault | None:
    if any(part != part.strip(" ") or part.endswith(".") for part in path.split("/")):
        return "E_PATH_CHARS", "has a part that begins or ends with a space, or ends with a dot"
    return None


def _device(path: str) -> Fault | None:
    if any(part.split(".", 1)[0].rstrip(" ").casefold() in _DEVICES for part in path.split("/")):
        return "E_PATH_CHARS", "has a part that Windows keeps for a device"
    return None


PATH_RULES: tuple[Callable[[str], Fault | None], ...] = (
    _too_long,
    _absolute,
    _git_directory,
    _escaping,
    _empty_part,
    _hiding_character,
    _unseen_character,
    _mixed_alphabets,
    _unportable_character,
    _leading_dash,
    _edge_of_a_part,
    _device,
)
"""Every control on one path; the first that objects decides the code."""
