"""Figures over many runs as a page, with a plain plot beside each table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devflow.report.figures import COLUMNS, advised, cells, headline, sent_back
from devflow.report.html import Html, join, tag
from devflow.report.sheet import Page, sheet
from devflow.store.stats import Line, Stats

_WIDTH, _HEIGHT, _NAMES, _FIGURES = 480, 22, 150, 80
_PLOTS: Sequence[tuple[str, Callable[[Line], float], str]] = (
    ("seconds each time", lambda line: line.latency, "{:.1f} s"),
    ("dollars in all", lambda line: float(line.cost), "${:.4f}"),
    ("worked again", lambda line: line.rework, "{:.0f}"),
)


def figures_page(told: Stats) -> Page:
    """The page of `devflow stats --html`."""
    parts = [_group(name, lines) for name, lines in told.by.items() if lines]
    header = tag(
        "header",
        tag("h1", "What the runs took"),
        *(tag("p", said) for said in headline(told)),
        tag("nav", tag("button", "Dark or light", type="button", id="theme"), aria_label="This page"),
    )
    lists = [_list("Advice", advised(told)), _list("Sent back, and why", sent_back(told))]
    return sheet("devflow stats", header, tag("main", *lists, *parts, id="summary"))


def _list(title: str, lines: Sequence[str]) -> Html:
    if not lines:
        return Html()
    return tag("section", tag("h2", title), tag("ul", *(tag("li", line) for line in lines)))


def _group(name: str, lines: Sequence[Line]) -> Html:
    heads = tag("tr", tag("th", name, scope="col"), *(tag("th", each, scope="col") for each in COLUMNS))
    rows = [tag("tr", *(tag("td", cell) for cell in cells(line))) for line in lines]
    table = tag("table", tag("thead", heads), tag("tbody", *rows))
    plots = [_plot(f"{title}, by {name}", lines, value, worded) for title, value, worded in _PLOTS]
    drawn = tag("div", *plots, class_="plots")
    return tag("section", tag("h2", f"By {name}"), drawn, tag("div", table, class_="wide", tabindex="0"))


def _plot(title: str, lines: Sequence[Line], value: Callable[[Line], float], worded: str) -> Html:
    """Bars, the longest as wide as there is room; nothing where all are zero."""
    longest = max(map(value, lines))
    if not longest:
        return Html()
    room = _WIDTH - _NAMES - _FIGURES
    rows = []
    for number, line in enumerate(lines):
        top = number * _HEIGHT
        long = max(1, round(room * value(line) / longest))
        rows.append(tag("text", line.name[:22], x=0, y=top + 15))
        rows.append(tag("rect", class_="bar", x=_NAMES, y=top + 4, width=long, height=_HEIGHT - 8))
        rows.append(tag("text", worded.format(value(line)), x=_NAMES + long + 6, y=top + 15))
    size = f"0 0 {_WIDTH} {_HEIGHT * len(lines)}"
    drawn = tag("svg", join(*rows), viewBox=size, role="img", aria_label=title)
    return tag("figure", tag("figcaption", title), drawn)
