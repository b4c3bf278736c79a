"""A run as groups of rows: the summary's sections, changed files, receipts; bodies are made when read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from devflow.clean import clean, clean_line
from devflow.report import words
from devflow.report.diffs import FileDiff
from devflow.report.receipts import Receipt, receipts
from devflow.report.sections import Section, Tone, headline, sections, size, state_tone
from devflow.store.view import RunView

RowKind = Literal["head", "text", "same", "added", "removed", "place", "remark"]
# -- a longer line goes on in further rows, so that no row is higher than a screen
_LONGEST = 800
# -- beyond so many lines a file begins folded
_OPEN_LINES = 1_500


@dataclass(frozen=True, slots=True)
class Row:
    """One line to be read, cleaned; numbers are those of a diff, on the sides that have it."""

    kind: RowKind
    text: str
    tone: Tone = ""
    old: int | None = None
    new: int | None = None
    indent: int = 0


@dataclass
class Group:
    """A head that can be opened, and what stands under it."""

    head: Row
    make: Callable[[], Sequence[Row]]
    folded: bool = False
    path: str = ""
    """Of a changed file."""

    @cached_property
    def body(self) -> Sequence[Row]:
        """What stands under the head."""
        return list(self.make())

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Where each row of the body stands in it."""
        return {id(row): at for at, row in enumerate(self.body)}


@dataclass
class Document:
    """All that a reviewer reads of a run, in the order in which he should."""

    title: str
    state: str
    tone: Tone
    groups: list[Group] = field(default_factory=list)


def document(view: RunView, files: Sequence[FileDiff]) -> Document:
    """Summary, diff and receipts of a run."""
    run = view.run
    groups = [_top(view)]
    groups += [_section(section) for section in sections(view)]
    left = _OPEN_LINES
    for number, file in enumerate(files, start=1):
        left -= len(file.lines)
        groups.append(_file(number, len(files), file, folded=left < 0 and not file.level))
    groups += [_receipt(told) for told in receipts(view)]
    state = f"{words.state(run)} · run {run.id}"
    return Document(clean_line(run.ticket.title), state, state_tone(view), groups)


def _top(view: RunView) -> Group:
    run = view.run
    rows = [Row("text", f"{word}: {clean_line(said)}") for word, said in headline(view)]
    rows.insert(0, Row("text", clean_line(words.ending(run)), state_tone(view)))
    if run.pause is not None:
        rows.append(Row("text", f"asked of you: {clean_line(run.pause.question)}", "warn"))
    rows.append(Row("text", ""))
    return Group(Row("head", clean_line(run.ticket.title)), lambda: rows)


def _section(section: Section) -> Group:
    return Group(Row("head", clean_line(section.title)), lambda: list(_section_rows(section)))


def _section_rows(section: Section) -> Iterator[Row]:
    widths = _widths(section)
    if any(section.columns):
        yield Row("text", _line(section.columns, widths), indent=1)
    for row in section.rows:
        cells = tuple(clean_line(cell) for cell in row.cells)
        yield from _cut("text", _line(cells, widths), row.tone, 1)
        for line in row.below:
            yield from _cut("text", clean_line(line), "", 3)
    yield Row("text", "")


def _widths(section: Section) -> list[int]:
    """How wide each column of a table is; the last one, and any that is very wide, is not filled up."""
    if not section.columns:
        return []
    rows = [section.columns, *(tuple(clean_line(cell) for cell in row.cells) for row in section.rows)]
    return [min(max(len(row[at]) for row in rows), 28) for at in range(len(section.columns))]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    filled = [cell.ljust(widths[at]) if at < len(widths) else cell for at, cell in enumerate(cells)]
    return "  ".join(filled).rstrip()


def _file(number: int, of: int, file: FileDiff, *, folded: bool) -> Group:
    flags = [Row("text", clean_line(flag), _tone(file), indent=1) for flag in file.flags]

    def rows() -> Iterator[Row]:
        yield from flags
        for line in file.lines:
            yield from _numbered(Row(line.kind, line.text, "", line.old, line.new))

    head = f"{number}/{of} {file.file.verb.value} {file.path}  {size(file.file)}"
    return Group(Row("head", head, _tone(file)), lambda: list(rows()), folded, file.path)


def _tone(file: FileDiff) -> Tone:
    return "bad" if file.level in ("refused", "held") else "warn" if file.level else ""


def _numbered(row: Row) -> Iterator[Row]:
    yield Row(row.kind, row.text[:_LONGEST], row.tone, row.old, row.new)
    for at in range(_LONGEST, len(row.text), _LONGEST):
        yield Row(row.kind, row.text[at : at + _LONGEST], row.tone)


def _cut(kind: RowKind, text: str, tone: Tone, indent: int) -> Iterator[Row]:
    for at in range(0, max(len(text), 1), _LONGEST):
        yield Row(kind, text[at : at + _LONGEST], tone, indent=indent)


def _receipt(told: Receipt) -> Group:
    head = f"receipt {told.number} {told.step} {words.seconds(told.seconds)} · {clean_line(told.completed)}"

    def rows() -> Iterator[Row]:
        for title, lines in told.lists:
            yield Row("text", f"{title}:", indent=1)
            for line in lines:
                yield from _cut("text", clean_line(line), "", 3)
        yield Row("text", "exactly what it gave:", indent=1)
        for line in clean(told.handoff).split("\n"):
            yield from _cut("text", line, "", 3)
        yield Row("text", f"digest of all it read: {told.digest}", indent=1)

    return Group(Row("head", head), lambda: list(rows()), folded=True)
