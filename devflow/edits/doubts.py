"""New lines that are not what a file is to say: they stand for code left out, or were changed on the way."""

from __future__ import annotations

from collections import Counter

from devflow.edits import readings
from devflow.edits.parts import DROP, Hunk
from devflow.edits.syntax import damage
from devflow.languages import grammar

PROSE = (".md", ".markdown", ".mdx", ".rst", ".txt", ".adoc", ".qmd", ".ipynb")
"""The ends of names of files that hold words, with fences of their own."""
# -- beside sources, what begins at the left in 38,000 files of 60 projects but for two
_FLUSH = (
    *(".md", ".rst", ".yml", ".yaml", ".toml", ".json", ".css", ".html", ".xml", ".cfg", ".sql", ".proto"),
    *(".kt", ".swift", ".dart", ".ex", ".exs", ".scala", ".vue", ".svelte", ".tf", ".gradle"),
)
_DATA = (".yml", ".yaml", ".toml", ".json", ".cfg", ".ini", ".env", ".properties")


def doubtful(path: str, before: str, hunk: Hunk) -> str:
    """Why the new lines of a hunk are not to be believed, in a sentence; empty where they are."""
    dots = next((op.body for op in hunk.added if readings.is_placeholder(op.body)), None)
    dots = dots or _bare_dots(path, hunk)
    quoted = {op.body.strip() for op in hunk.old}
    if dots and dots.strip() not in quoted and dots not in before.split("\n"):
        return f"a new line stands for code left out: {dots.strip()[:80]}"
    old, new = ("\n".join(op.body for op in ops) for ops in (hunk.old, hunk.added))
    return rewritten_on_its_way(path, before, old, new)


def rewritten_on_its_way(path: str, before: str, old: str, new: str) -> str:
    """Why new text seems to have been changed by something in between: escaped, requoted, numbered, indented.

    `old` is what is quoted beside it, `before` the file. Where the old lines were changed too, they tell how.
    """
    if readings.has_entity(new) and not readings.has_entity(old) and readings.is_escaped(f"{old}\n{new}"):
        return "its markup seems to be escaped: write < > & as they are, or quote a line that has one"
    if readings.has_curly(new) and not readings.has_curly(old) and _curls(path, before, old, new):
        return "its quotes are curly, as no other of the file's are"
    return "" if before else _set_as_a_quotation(path, new)


def _curls(path: str, before: str, old: str, new: str) -> bool:
    """New quotes are curly that cannot be meant so; where nothing but quotes changes, they are."""
    known = set(before.split("\n"))
    fresh = [line for line in new.split("\n") if line not in known]
    requoted = [line for line in fresh if readings.has_curly(line) and readings.lookalike(line) in known]
    if not old and _quotes_in_curls(path, before, new):
        return True
    if requoted:
        return len(requoted) < len(fresh) or (not old and _lines_go(before, new))
    if readings.has_curly(before):
        return False
    if not readings.is_typographic(f"{old}\n{new}"):
        return False
    return readings.has_straight(before) or (not path.endswith(PROSE) and readings.has_curly_pair(new))


def _lines_go(before: str, new: str) -> bool:
    """Whole new text lacks a line of the old one, whatever its quotes."""
    kept = Counter(map(readings.lookalike, new.split("\n")))
    return bool(Counter(map(readings.lookalike, before.split("\n"))) - kept)


def _quotes_in_curls(path: str, before: str, new: str) -> bool:
    """Curly quotes stand where straight ones belong: around keys and values, or where code has none."""
    if path.endswith(_DATA):
        known = set(before.split("\n"))
        return any(readings.is_curly_value(line) for line in new.split("\n") if line not in known)
    if not readings.has_curly_pair(new) or damage(path, before or None, new) is None:
        return False
    return damage(path, before or None, readings.plain(new, set(readings.CURLY))) is None


def _set_as_a_quotation(path: str, new: str) -> str:
    """A new file whose every line bears its number, or is indented as no source is."""
    lines = [line for line in new.split("\n") if line.strip()]
    numbers = [found[0] if (found := readings.without_number(line)) else "" for line in new.split("\n")]
    # -- with a tab after it, the number may be the first of a table's columns
    bare = not any(line.lstrip(" 0123456789").startswith("\t") for line in lines)
    if lines and bare and numbers[: len(lines)] == [str(row) for row in range(1, len(lines) + 1)]:
        return "each of its lines bears a number"
    known = grammar(path) is not None or path.endswith(_FLUSH)
    if known and lines and all(line.startswith(("  ", "\t")) for line in lines):
        return "each of its lines is indented"
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
