"""Search and replace blocks, in the dialects that models write: a path, old lines, a divider, new lines."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from devflow.edits import paths, readings
from devflow.edits.diffing import align
from devflow.edits.failure import PARSE
from devflow.edits.parts import ADD, FileEdit, Hunk, Op
from devflow.edits.text import split_lines
from devflow.errors import EditError

_OLD = r"SEARCH|ORIGINAL|OLD|FIND|BEFORE|HEAD|CURRENT"
_OPEN = re.compile(rf"(?:<{{4,}}|-{{5,}}(?=\s*(?:{_OLD})\b))\s*(?:{_OLD})?\b:?\s*(?P<rest>[^<>]*?)\s*>?\s*")
_DIVIDER = re.compile(r"={4,}\s*")
_CLOSE = re.compile(r"(?:>{4,}|\+{5,}(?=\s*(?:REPLACE|UPDATED|NEW|AFTER)\b)).{0,120}")
_RANGE = re.compile(r":(?:start|end)_line:\s*\d+\s*")
_RULE = re.compile(r"-{4,}\s*")
_LONGEST = 600


@dataclass(frozen=True)
class Block:
    """One block as it stands in the reply; rows count the reply's lines."""

    path: str
    first: int
    last: int
    edit: FileEdit


def read(lines: list[str], first_part: int, files: Container[str]) -> list[Block]:
    """The blocks of a reply in order; a block without a path of its own is for the last path named.

    Raises:
        EditError: a block has no end, no divider, several dividers or no path (`E_PATCH_PARSE`).
    """
    bodies = [line.removesuffix("\r") for line in lines]
    blocks: list[Block] = []
    row, floor, path = 0, 0, ""
    while row < len(bodies):
        opening = _opens(bodies[row])
        if not opening:
            row += 1
            continue
        last = _end(bodies, row)
        rest = opening["rest"].strip()
        given = paths.named(rest, files) if rest else None
        path = given or paths.above(bodies, row, floor, files) or path
        part = first_part + len(blocks)
        if not path:
            raise _broken(part, row, "names no file", "Put the file's path on the line before the block.")
        blocks.append(Block(path, row, last, _edit(path, part, lines[row : last + 1], files)))
        row = floor = last + 1
    return blocks


def _opens(line: str) -> re.Match[str] | None:
    return _OPEN.fullmatch(line) if line[:1] in ("<", "-") and len(line) <= _LONGEST else None


def _end(bodies: list[str], start: int) -> int:
    for row in range(start + 1, len(bodies)):
        line = bodies[row]
        if line[:1] in (">", "+") and len(line) <= _LONGEST and _CLOSE.fullmatch(line):
            return row
        if _opens(line):
            break
    raise _broken(0, start, "has no end", "End each block with >>>>>>> REPLACE.")


def _edit(path: str, part: int, lines: list[str], files: Container[str]) -> FileEdit:
    bodies, ends = split_lines("\n".join(lines[1:-1]) + "\n") if len(lines) > 2 else ([], [])
    ops = [Op(ADD, body, end == "\r\n") for body, end in zip(bodies, ends, strict=True)]
    while ops and _RANGE.fullmatch(ops[0].body):
        ops.pop(0)
        if ops and _RULE.fullmatch(ops[0].body):
            ops.pop(0)
            break
    dividers = [row for row, op in enumerate(ops) if _DIVIDER.fullmatch(op.body)]
    bar = len(lines[0]) - len(lines[0].lstrip("<-"))
    exact = [row for row in dividers if len(ops[row].body.rstrip()) == bar]
    if len(dividers) > 1 and len(exact) == 1:
        dividers = exact
    if len(dividers) != 1:
        what = "several dividers" if dividers else "no divider"
        raise _broken(part, None, f"for {path} has {what}", "Put one ======= between old and new lines.")
    if any(_is_twin(op.body, bar) for op in ops):
        raise _broken(
            part, None, f"for {path} has a second, indented divider", "Use a longer ======= between."
        )
    old, new = ops[: dividers[0]], ops[dividers[0] + 1 :]
    if path not in files and not any(op.body.strip() for op in old):
        old = []
    return FileEdit(path, "modify", part, (Hunk(part, "block", align(old, new)),))


def _is_twin(line: str, bar: int) -> bool:
    """A divider's twin: text of the file that was moved in, or numbered, with the lines around it."""
    _, bare = readings.without_number(line) or ("", line)
    return bare.strip() == "=" * bar and bare.strip() != line.rstrip()


def _broken(part: int, row: int | None, what: str, hint: str) -> EditError:
    where = f"Block {part}" if row is None or part else f"The block at line {row + 1} of the reply"
    return EditError(f"{where} {what}.", hint, code=PARSE)
