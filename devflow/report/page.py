"""A run as one page: what a reviewer reads, the flow, the diff, the receipts."""

from __future__ import annotations

from devflow.clean import trim
from devflow.report import words
from devflow.report.diffs import FileDiff, Line, file_diffs
from devflow.report.html import Html, join, tag
from devflow.report.receipts import Receipt, receipts
from devflow.report.sections import Row, Section, headline, sections, state_tone
from devflow.report.sheet import Page, sheet
from devflow.store.store import RunState
from devflow.store.view import RunView

# -- beyond so many lines of diff a file begins folded, so that a large page opens at once
_OPEN_LINES = 1_500
_SIGNS = {"same": " ", "added": "+", "removed": "-", "place": "", "remark": ""}
_LONGEST_PROMPT = 12_000
_BARS = 100


def page(view: RunView, diff: bytes, *, actions: Html | None = None) -> Page:
    """The page of a run; `actions` are forms of a server that is there to take them."""
    files = file_diffs(view, diff)
    body = (
        tag("a", "Skip to the summary", class_="skip", href="#summary"),
        _header(view),
        tag("main", _summary(view), _flow(view), _diff(files), _receipts(view), id="summary", tabindex="-1"),
        tag("aside", actions, aria_label="Your verdict") if actions is not None else Html(),
    )
    title = f"{view.run.ticket.title} · devflow {view.run.id}"
    return sheet(title, *body, served=actions is not None)


def _header(view: RunView) -> Html:
    run = view.run
    state = tag("strong", words.state(run), class_=f"state {state_tone(view)}")
    rows = [join(tag("dt", word), tag("dd", said)) for word, said in headline(view)]
    links = [("Summary", "#summary"), ("Flow", "#flow"), ("Diff", "#diff"), ("Receipts", "#receipts")]
    return tag(
        "header",
        tag("p", f"devflow · run {run.id}", class_="muted"),
        tag("h1", run.ticket.title),
        tag("p", state, f" {run.reason}" if run.reason and run.state is not RunState.READY else ""),
        tag("dl", *rows),
        tag("details", tag("summary", "The ticket"), tag("pre", run.ticket.text)),
        tag(
            "nav",
            *(tag("a", name, href=to) for name, to in links),
            tag("button", "Dark or light", type="button", id="theme"),
            aria_label="Parts of this page",
        ),
    )


def _summary(view: RunView) -> Html:
    return tag("div", *(_section(section) for section in sections(view)), class_="parts")


def _section(section: Section) -> Html:
    if section.columns:
        rows = [_table_row(row, len(section.columns)) for row in section.rows]
        heads = tag("tr", *(tag("th", column or "state", scope="col") for column in section.columns))
        body = tag("div", tag("table", tag("thead", heads), tag("tbody", *rows)), class_="wide", tabindex="0")
    else:
        body = tag("ul", *(_row(row) for row in section.rows))
    return tag("section", tag("h2", section.title), body)


def _row(row: Row) -> Html:
    cells = [tag("span", cell, class_="cell") for cell in row.cells]
    return tag("li", join(*(join(" ", cell) for cell in cells)), _below(row), class_=row.tone)


def _table_row(row: Row, columns: int) -> Html:
    first, *others = row.cells
    line = tag("tr", tag("td", first, class_=row.tone), *(tag("td", cell) for cell in others))
    below = tag("tr", tag("td", _below(row), colspan=columns)) if row.below else Html()
    return join(line, below)


def _below(row: Row) -> Html:
    return tag("ul", *(tag("li", line) for line in row.below)) if row.below else Html()


def _flow(view: RunView) -> Html:
    """The steps in order, each with how often it worked, its time and its cost."""
    longest = max((figure.seconds for figure in view.figures), default=0.0) or 1.0
    nodes = []
    for figure in view.figures:
        share = max(1, round(_BARS * figure.seconds / longest))
        bar = tag("rect", class_="bar", width=share, height=6)
        drawn = tag("svg", bar, viewBox=f"0 0 {_BARS} 6", preserveAspectRatio="none", aria_hidden="true")
        often = f", {figure.worked} times" if figure.worked > 1 else ""
        took = f"{words.seconds(figure.seconds)} · {words.money(figure)}"
        nodes.append(tag("li", tag("b", f"{figure.step}{often}"), drawn, tag("span", took)))
    return tag("section", tag("h2", "Flow"), tag("ol", *nodes, class_="flow"), id="flow") if nodes else Html()


def _diff(files: tuple[FileDiff, ...]) -> Html:
    if not files:
        return Html()
    left = _OPEN_LINES
    parts = []
    for number, file in enumerate(files, start=1):
        left -= len(file.lines)
        parts.append(_file(number, file, opened=left >= 0 or bool(file.level)))
    names = [
        tag("li", tag("a", file.path, href=f"#file-{number}"), " ", _size(file), class_=_tone(file))
        for number, file in enumerate(files, start=1)
    ]
    buttons = tag(
        "p",
        tag("button", "Side by side", type="button", id="sides", aria_pressed="false"),
        tag("button", "Open all", type="button", id="open-all"),
        tag("button", "Fold all", type="button", id="fold-all"),
        tag("span", "keys: j k next file, s side by side, d dark or light", class_="muted"),
        class_="tools",
    )
    return tag("section", tag("h2", "Diff"), buttons, tag("ol", *names, class_="names"), *parts, id="diff")


def _size(file: FileDiff) -> Html:
    said = "binary" if file.file.binary else f"+{file.file.added} -{file.file.removed}"
    return tag("span", said, class_="muted")


def _tone(file: FileDiff) -> str:
    return {"refused": "bad", "held": "bad", "shown": "warn"}.get(file.level, "")


def _file(number: int, file: FileDiff, *, opened: bool) -> Html:
    flags = [tag("li", flag, class_=_tone(file)) for flag in file.flags]
    title = tag("summary", f"{file.file.verb.value} ", tag("b", file.path), " ", _size(file))
    rows = join(*map(_line, file.lines))
    table = tag("table", tag("tbody", rows), class_="diff", data_path=file.path)
    return tag(
        "details",
        title,
        tag("ul", *flags) if flags else "",
        tag("div", table, class_="wide", tabindex="0"),
        class_="file",
        id=f"file-{number}",
        open=opened,
    )


def _line(line: Line) -> Html:
    """One row; written out, as there are many thousands of them."""
    if line.kind in ("place", "remark"):
        return tag("tr", tag("td", line.text, colspan=4), class_=line.kind)
    old = "" if line.old is None else line.old
    new = "" if line.new is None else line.new
    code = tag("td", line.text)
    return Html(
        f'<tr class="{line.kind}"><td>{old}</td><td>{new}</td><td>{_SIGNS[line.kind]}</td>{code}</tr>'
    )


def _receipts(view: RunView) -> Html:
    told = [_receipt(each) for each in receipts(view)]
    if not told:
        return Html()
    calls = [_call(view, number) for number in range(len(view.calls))]
    asked = join(tag("h3", "Questions to models"), *calls) if calls else Html()
    return tag("section", tag("h2", "Receipts"), *told, asked, id="receipts")


def _receipt(told: Receipt) -> Html:
    said = [
        join(tag("h4", title), tag("ul", *(tag("li", line) for line in lines))) for title, lines in told.lists
    ]
    return tag(
        "details",
        tag(
            "summary",
            f"{told.number} ",
            tag("b", told.step),
            f" {words.seconds(told.seconds)} · {told.completed}",
        ),
        *said,
        tag("h4", "exactly what it gave"),
        tag("pre", told.handoff, tabindex="0"),
        tag("p", f"digest of all it read: {told.digest}", class_="muted"),
    )


def _call(view: RunView, number: int) -> Html:
    call = view.calls[number]
    title = f"{number + 1} {call.step}: {call.asked}, {call.tokens} tokens, {call.state}"
    return tag(
        "details",
        tag("summary", title),
        tag("h4", "asked"),
        tag("pre", trim(call.prompt, _LONGEST_PROMPT), tabindex="0"),
        tag("h4", "answered"),
        tag("pre", trim(call.reply, _LONGEST_PROMPT), tabindex="0"),
    )
