"""A run's summary as Markdown for a pull request: foreign words are shown, and never name, link or call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devflow.clean import clean_line
from devflow.report import words
from devflow.report.sections import Section, headline, sections
from devflow.store.view import RunView

# -- what Markdown, its HTML and the forges read as more than a letter
_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+!|<>~&$^=-]")
# -- at the beginning of a line; numbered lists, and a quick action of a forge
_FIRST = re.compile(r"^(?:\d+[.)](?=\s|$)|/)")
_CALLS = re.compile(r"[@#!~%&$](?=\w)|(?i:GH-(?=\d))|(?<=\w)(?=#\d)|://|(?i:(?<=\bwww)\.)")
_BREAK = "\u200b"
_LONGEST = 1000


def markdown(view: RunView) -> str:
    """The summary of a run, as Markdown that a forge shows and does not obey."""
    run = view.run
    lines = [f"## {literal(run.ticket.title)}", ""]
    reason = f": {literal(run.reason)}" if run.reason else ""
    lines += [f"**{words.state(run)}**{reason}", ""]
    lines += [f"- **{word}**: {literal(said)}" for word, said in headline(view)]
    for section in sections(view):
        lines += ["", f"### {literal(section.title)}", ""]
        lines += list(_table(section)) if section.columns else list(_list(section))
    return "\n".join([*lines, "", f"devflow run `{run.id}`, base `{run.base[:12]}`", ""])


def literal(text: str) -> str:
    """Foreign text that shows every character and does nothing: no link, image, mention, command or HTML.

    A zero-width space parts what a forge would act on, such as a mention or the number of an issue.
    """
    text = clean_line(text).strip()
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}… ({len(text) - _LONGEST} characters more)"
    text = _CALLS.sub(_part, text)
    text = _SPECIAL.sub(lambda found: f"\\{found.group()}", text)
    return _FIRST.sub(lambda found: f"{_BREAK}{found.group()}", text)


def _part(found: re.Match[str]) -> str:
    """The call with a break in it."""
    call = found.group()
    return f"{call[:1]}{_BREAK}{call[1:]}" if call else _BREAK


def _list(section: Section) -> Iterator[str]:
    for row in section.rows:
        yield f"- {' '.join(literal(cell) for cell in row.cells)}"
        yield from (f"  - {literal(line)}" for line in row.below)


def _table(section: Section) -> Iterator[str]:
    yield f"| {' | '.join(section.columns)} |"
    yield f"|{'---|' * len(section.columns)}"
    for row in section.rows:
        yield f"| {' | '.join(literal(cell) for cell in row.cells)} |"
    below = [(row.cells, line) for row in section.rows for line in row.below]
    if below:
        yield ""
    yield from (f"- {literal(cells[1])}: {literal(line)}" for cells, line in below)
