"""New lines that are not what a file is to say: they stand for code left out, or were changed on the way."""

from __future__ import annotations

from devflow.edits import readings
from devflow.edits.parts import DROP, Hunk


def doubtful(path: str, before: str, hunk: Hunk) -> str:
    """Why the new lines of a hunk are not to be believed, in a sentence; empty where they are."""
    dots = next((op.body for op in hunk.added if readings.is_placeholder(op.body)), None)
    dots = dots or _bare_dots(path, hunk)
    quoted = {op.body.strip() for op in hunk.old}
    if dots and dots.strip() not in quoted and dots not in before.split("\n"):
        return f"a new line stands for code left out: {dots.strip()[:80]}"
    old, new = ("\n".join(op.body for op in ops) for ops in (hunk.old, hunk.added))
    return rewritten_on_its_way(before, old, new)


def rewritten_on_its_way(before: str, old: str, new: str) -> str:
    """Why new text seems to have been escaped, or set in a typographer's quotes, by something in between.

    `old` is what is quoted beside it, `before` the file. Where the old lines were changed too, they tell how.
    """
    if readings.has_entity(new) and not readings.has_entity(old) and readings.is_escaped(f"{old}\n{new}"):
        return "its markup seems to be escaped: write < > & as they are, or quote a line that has one"
    curly = readings.has_curly(new) and not readings.has_curly(f"{old}\n{before}")
    if curly and readings.is_typographic(f"{old}\n{new}") and readings.has_straight(before):
        return "its quotes are curly, though the file has straight ones"
    return ""


def _bare_dots(path: str, hunk: Hunk) -> str | None:
    """A new line of dots alone, in a hunk that takes lines away: it stands for some of them, it seems."""
    if all(op.tag != DROP for op in hunk.ops):
        return None
    new = [op.body for op in hunk.ops if op.tag != DROP]
    for row, line in enumerate(new):
        if not readings.is_elision(line) or readings.in_doctest(new, row):
            continue
        if not (path.endswith((".py", ".pyi")) and readings.stub_head(new, row)):
            return line
    return None
