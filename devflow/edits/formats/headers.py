"""What the header lines of one file's diff say: which path, and what happens to it."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from devflow.edits.failure import ABSOLUTE, BINARY, HEADERS_DISAGREE, MODE, MODE_SYMLINK, PARSE, TYPE_CHANGE
from devflow.errors import EditError

NULL = "/dev/null"
_STAMP = re.compile(r"\s+(?:\d{4}-\d\d-\d\d[ T]\d\d:.*|\((?:revision \d+|working copy|nonexistent)\)\s*)$")
_STAMP_WIDTH = 80
_PAIRS = frozenset(
    {("a", "b"), ("i", "w"), ("c", "i"), ("c", "w"), ("o", "w"), ("old", "new"), ("orig", "new")}
)
_BACKUPS = (".orig", ".old", ".bak", "~")
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)")
_LETTERS = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_HINT = "Give one path in all header lines of a file."


@dataclass
class Header:
    """The header lines of one file, as read so far."""

    git: str = ""
    """What follows `diff --git`."""
    minus: str | None = None
    plus: str | None = None
    renames: dict[str, str] = field(default_factory=dict)
    """`rename from`, `rename to`, `copy from`, `copy to`."""
    created: bool = False
    deleted: bool = False
    modes: set[str] = field(default_factory=set)
    mode_changes: bool = False
    binary: bool = False
    index: str = ""
    """The path after `Index:`, as Subversion writes it."""

    def note(self, line: str) -> bool:
        """Take in an extended header line; False: it is none."""
        for start in ("rename from ", "rename to ", "copy from ", "copy to "):
            if line.startswith(start):
                self.renames[start.rstrip()] = unquote(line[len(start) :].rstrip())
                return True
        for start in ("new file mode ", "deleted file mode ", "old mode ", "new mode "):
            if line.startswith(start):
                self.modes.add(line[len(start) :].strip())
                self.created |= start.startswith("new file")
                self.deleted |= start.startswith("deleted")
                self.mode_changes |= start in ("old mode ", "new mode ")
                return True
        if line.startswith("GIT binary patch") or (line.startswith("Binary files ") and "differ" in line):
            self.binary = True
            return True
        words = ("index ", "similarity index ", "dissimilarity index ", "====", "diff -")
        return line.startswith(words)


@dataclass(frozen=True)
class Target:
    """Where a file's diff applies: from one path to another, or to nothing (None)."""

    old: str | None
    new: str | None
    copies: bool = False


def target(header: Header, files: Container[str]) -> Target:
    """The paths that a file's header lines agree on.

    Raises:
        EditError: they disagree (`E_PATCH_AMBIGUOUS`), name no path (`E_PATCH_PARSE`), or the change is not
            one of text (`E_BINARY`, `E_MODE`, `E_MODE_SYMLINK`, `E_TYPE_CHANGE`).
    """
    found = _paths(header, files)
    _refuse_what_is_not_text(header, found, files)
    return found


def unquote(name: str) -> str:
    """A name as git quotes it, with octal bytes, made plain."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    out = bytearray()
    last = 0
    for match in _ESCAPE.finditer(name, 1, len(name) - 1):
        out += name[max(last, 1) : match.start()].encode("utf-8", "surrogatepass")
        code = match[1]
        if code[0] in "01234567":
            out.append(int(code, 8) & 0xFF)
        elif code in _LETTERS:
            out.append(_LETTERS[code])
        else:
            out += code.encode("utf-8", "surrogatepass")
        last = match.end()
    out += name[max(last, 1) : -1].encode("utf-8", "surrogatepass")
    return out.decode("utf-8", "surrogateescape")


def header_name(line: str) -> str:
    """The name in a `---` or `+++` line, without the time that diff writes after it."""
    name = line[4:].rstrip("\r")
    if name.startswith('"') and name.find('"', 1) > 0:
        return unquote(name[: name.rindex('"') + 1])
    name = name.split("\t", 1)[0]
    return (name[:-_STAMP_WIDTH] + _STAMP.sub("", name[-_STAMP_WIDTH:])).rstrip(" ") or name


def _paths(header: Header, files: Container[str]) -> Target:
    moved_from = header.renames.get("rename from") or header.renames.get("copy from")
    moved_to = header.renames.get("rename to") or header.renames.get("copy to")
    named = _agreed(header.minus, header.plus, files) if header.minus is not None else None
    git = _git_pair(header.git, named, (moved_from, moved_to)) if header.git else None
    if moved_from and moved_to:
        _agree_on_the_move(named or git or (moved_from, moved_to), (moved_from, moved_to))
        return Target(moved_from, moved_to, copies="copy from" in header.renames)
    if named is None:
        if git is None:
            if header.index:
                return Target(header.index, header.index)
            raise EditError("A file of the diff names no path.", _HINT, code=PARSE)
        named = git
        if header.deleted or header.created:
            named = (None if header.created else git[0], None if header.deleted else git[1])
    elif git and git not in (named, (named[1], named[1]), (named[0], named[0])):
        raise _disagree(git[1] or "", named[1] or named[0] or "")
    old, new = named
    if old is None and new is None:
        raise EditError("A diff from nothing to nothing.", _HINT, code=PARSE)
    if old is not None and new is not None and old != new:
        raise _disagree(old, new)
    return Target(old if not header.created else None, new if not header.deleted else None)


def _agree_on_the_move(named: tuple[str | None, str | None], moved: tuple[str, str]) -> None:
    for one, other in zip(named, moved, strict=True):
        if one != other:
            raise _disagree(one or "nothing", other)


def _agreed(minus: str, plus: str | None, files: Container[str]) -> tuple[str | None, str | None]:
    """The two names of `---` and `+++` without one prefix pair; None stands for /dev/null."""
    plus = plus or NULL
    if minus == NULL:
        return None, plus.removeprefix("b/") if plus != NULL else None
    if plus == NULL:
        return minus.removeprefix("a/"), None
    if minus == plus:
        return minus, plus
    (one, _, left), (two, _, right) = minus.partition("/"), plus.partition("/")
    if left and left == right and ((one, two) == ("a", "b") or ((one, two) in _PAIRS and left in files)):
        return left, right
    if minus.startswith("a/") and plus.startswith("b/"):
        return left, right
    for name, other in ((minus, plus), (plus, minus)):
        if any(name == other + suffix for suffix in _BACKUPS) and other in files:
            return other, other
        # -- one of the two lost its prefix
        if name in (f"a/{other}", f"b/{other}"):
            return other, other
    return minus, plus


def _git_pair(
    git: str, named: tuple[str | None, str | None] | None, moved: tuple[str | None, str | None]
) -> tuple[str, str] | None:
    """The two names after `diff --git`; names with blanks are found by what the other lines say."""
    if git.startswith('"') or git.endswith('"'):
        names = [unquote(found) for found in re.findall(r'"(?:[^"\\]|\\.)*"|\S+', git)]
        if len(names) != 2:
            return None
    else:
        names = git.split(" ")
        if len(names) != 2:
            half = (len(git) - 1) // 2
            names = [git[:half], git[half + 1 :]]
            if names[0].partition("/")[2] != names[1].partition("/")[2]:
                known = [name for name in (*moved, *(named or ())) if name]
                return (known[0], known[-1]) if known and all(name in git for name in known) else ("", "")
    if names[0].startswith("a/") and names[1].startswith("b/"):
        names = [name[2:] for name in names]
    elif names[0] != names[1] and named is None:
        (one, _, left), (two, _, right) = (name.partition("/") for name in names)
        names = [left, right] if (one, two) in _PAIRS and left == right else names
    elif named is not None and all(
        name in (each, f"a/{each}", f"b/{each}", f"i/{each}", f"w/{each}", f"c/{each}", f"o/{each}")
        for name in names
        for each in named
        if each
    ):
        names = [next(name for name in named if name)] * 2
    return names[0], names[1]


def _refuse_what_is_not_text(header: Header, found: Target, files: Container[str]) -> None:
    path = (found.new or found.old or "")[:200]
    if header.binary:
        raise EditError(f"{path}: a binary patch.", "Only text can be edited.", code=BINARY)
    kinds = {mode[-6:-3] if len(mode) == 6 else mode for mode in header.modes}
    if "120" in kinds:
        if found.new in files or found.old in files:
            raise EditError(f"{path}: a file would become a symbolic link.", code=TYPE_CHANGE)
        raise EditError(f"{path}: symbolic links are not edited.", "Write a regular file.", code=MODE_SYMLINK)
    odd = header.modes - {"100644", "100755"}
    changes = header.mode_changes and len(header.modes) > 1
    if odd or changes:
        what = f"mode {min(odd)}" if odd else "a change of its mode"
        raise EditError(f"{path}: {what} cannot be made by an edit.", "Leave modes as they are.", code=MODE)


def _disagree(one: str | None, two: str | None) -> EditError:
    absolute = next((name for name in (one, two) if name and name.startswith("/")), None)
    if absolute:
        return EditError(f"An absolute path: {absolute[:200]}", _HINT, code=ABSOLUTE)
    return EditError(
        f"The header lines of one file name different paths: {str(one)[:200]} and {str(two)[:200]}.",
        _HINT,
        code=HEADERS_DISAGREE,
    )
