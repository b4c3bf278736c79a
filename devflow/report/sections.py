"""What a reviewer reads of a run, section by section, before a terminal, Markdown or a page draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from devflow.counting import counted
from devflow.handoffs import ChangedFile, CheckResult, IdChange, Outcome
from devflow.report import words
from devflow.store.view import RunView

Tone = Literal["", "good", "bad", "warn"]
_DECIDED = {
    "note": "sent back to {step}",
    "permit": "widened the scope by",
    "accept": "accepted",
    "budget": "added to the budget, in dollars",
}
_AGREED = {
    "scope": "agreed to the scope that was asked for",
    "facts": "went on with the question open",
}
_MOST = 40


@dataclass(frozen=True)
class Row:
    """One line, or one line of a table: foreign text as it is, to be cleaned by who draws it."""

    cells: tuple[str, ...]
    tone: Tone = ""
    below: tuple[str, ...] = ()
    """Lines that belong to it."""


@dataclass(frozen=True)
class Section:
    """A title and its rows; a table where it has columns."""

    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()


def sections(view: RunView) -> tuple[Section, ...]:
    """Everything but the diff, in the order in which it is read; what is empty is left out."""
    told = (
        _model_words(view),
        _look_at(view),
        _changed(view),
        _checks(view),
        _acceptance(view),
        _tests(view),
        _held(view),
        _risk(view),
        _facts(view),
        _decisions(view),
        _roll_back(view),
        _cost(view),
        _attempts(view),
    )
    return tuple(section for section in told if section.rows)


def state_tone(view: RunView) -> Tone:
    """How the run's state is to be taken."""
    state = view.run.state.value
    good, bad = ("ready", "approved"), ("not_fit", "failed", "rejected")
    return "good" if state in good else "bad" if state in bad else "warn"


def _model_words(view: RunView) -> Section:
    return _plain("In a model's words, each sentence held against the receipts", view, "words")


def _look_at(view: RunView) -> Section:
    said = view.summary.look_at if view.summary else ()
    return Section("Needs a human eye, costliest first", tuple(Row((line,), "warn") for line in said))


def _changed(view: RunView) -> Section:
    files = view.summary.changed if view.summary else ()
    symbols: dict[str, list[str]] = {}
    told_below = {test.id.rpartition("::")[2].partition("[")[0] for test in _new_tests(view)}
    for symbol in view.summary.symbols if view.summary else ():
        if symbol.name.rpartition(".")[2] in told_below:
            continue
        where = "" if symbol.change == "removed" else f", line {symbol.first_line}"
        symbols.setdefault(symbol.path, []).append(f"{symbol.change} {symbol.kind} {symbol.name}{where}")
    rows = tuple(
        Row((file.verb.value, file.path, size(file)), "", _cut(symbols.get(file.path, []))) for file in files
    )
    return Section(f"{counted(files, 'file')} changed", rows)


def size(file: ChangedFile) -> str:
    """`+3 -1`, or `binary`."""
    return "binary" if file.binary else f"+{file.added} -{file.removed}"


def _checks(view: RunView) -> Section:
    results = view.report.results if view.report else ()
    return Section("Checks", tuple(map(_check, results)), ("", "check", "before", "after", "took"))


def _check(result: CheckResult) -> Row:
    before, after = (words.measured(result, value) for value in (result.before, result.after))
    took = words.seconds(result.seconds or result.seconds_before + result.seconds_after)
    tone: Tone = "good" if result.status == "green" else "bad"
    below = [result.reason] if result.status != "green" else []
    for changes, said in (
        (result.new_failures, "fails now"),
        (result.removed, "gone"),
        (result.newly_skipped, "skipped now"),
        (result.fixed, "mended"),
        (result.still_failing, "failed before too"),
    ):
        below += [f"{said}: {change.id}{_known(change)}" for change in changes]
    return Row((result.status.replace("_", " "), result.name, before, after, took), tone, _cut(below))


def _known(change: IdChange) -> str:
    instead = f"now {change.instead}" if change.instead else ""
    facts = "; ".join(fact for fact in ("flaky" if change.flaky else "", instead, change.as_it_was) if fact)
    return f" ({facts})" if facts else ""


def _acceptance(view: RunView) -> Section:
    rows = []
    only = view.summary.only if view.summary else ""
    unshown = f"to be read: only {only} were changed" if only else "not shown by a test"
    for item in view.summary.evidence if view.summary else ():
        if item.shown_by:
            rows.append(Row((item.criterion,), "good", tuple(f"shown by {name}" for name in item.shown_by)))
        else:
            below = (unshown, *(f"to be read: {place}" for place in item.touched))
            rows.append(Row((item.criterion,), "warn", below))
    return Section("Acceptance, with tests whose names speak of it", tuple(rows))


def _tests(view: RunView) -> Section:
    """New and changed tests by name, with what they are without the patch."""
    alone = view.summary is not None and view.summary.only == "tests"
    rows = [_test(test, alone=alone) for test in _new_tests(view)]
    left = len(rows) - _MOST
    more = [Row((f"… and {left} more",))] if left > 0 else []
    return Section("New and changed tests, without the patch and with it", (*rows[:_MOST], *more))


def _new_tests(view: RunView) -> list[IdChange]:
    return [test for result in (view.report.results if view.report else ()) for test in result.new_tests]


def _test(test: IdChange, *, alone: bool) -> Row:
    """A test's row; where tests `alone` were changed, it passes without them as well, as it should."""
    before, after = (
        "absent" if outcome is None else outcome.value.replace("_", " ")
        for outcome in (test.before, test.after)
    )
    if test.after is Outcome.SKIPPED or (test.after, test.before) == (Outcome.PASSED, Outcome.PASSED):
        passed = alone and test.after is Outcome.PASSED
        said, tone = ("on unchanged code", "") if passed else ("proves nothing", "warn")
    elif test.after is not Outcome.PASSED:
        said, tone = "red", "bad"
    else:
        said, tone = "proves", "good"
    return Row((f"{said}: {before}, then {after}: {test.id}",), tone)  # type: ignore[arg-type]


def _held(view: RunView) -> Section:
    return _plain("Not approved beforehand", view, "held")


def _risk(view: RunView) -> Section:
    if view.summary is None:
        return Section("Risk", ())
    owner = view.summary.owner
    rows = [Row((reason,)) for reason in view.summary.reasons]
    if owner:
        rows.insert(0, Row((f"{owner} must approve",), "warn"))
    return Section(f"Risk: {view.summary.risk.value}", tuple(rows))


def _facts(view: RunView) -> Section:
    quotes = view.summary.quotes if view.summary else ()
    return Section("Facts, word for word", tuple(Row((quote.source,), "", (quote.text,)) for quote in quotes))


def _decisions(view: RunView) -> Section:
    rows = []
    for said in view.decisions:
        verb = _DECIDED.get(said["kind"], said["kind"]).format(step=said["step"])
        # -- what is agreed to by a plain yes is kept as a digest, which tells a person nothing
        agreed = _AGREED.get(said["step"]) if said["kind"] == "accept" else None
        what = agreed or f"{verb}: {said['text']}"
        rows.append(Row((f"{words.moment(said['at'])} {said['by'] or 'somebody'} {what}",)))
    run = view.run
    if run.judged_by and run.judged_at is not None:
        note = f": {run.verdict_note}" if run.verdict_note else ""
        rows.append(Row((f"{words.moment(run.judged_at)} {run.judged_by} {run.state.value}{note}",)))
    return Section("What persons decided", tuple(rows))


def _roll_back(view: RunView) -> Section:
    said = view.summary.roll_back if view.summary else ""
    return Section("Roll back", (Row((said,)),) if said else ())


def _cost(view: RunView) -> Section:
    rows = []
    for figure in (*view.figures, words.total(view)) if view.figures else ():
        cells = (
            figure.step,
            str(figure.worked),
            f"{figure.seconds:.2f}",
            str(figure.calls or "—"),
            str(figure.tokens or "—"),
            words.money(figure),
            ", ".join(figure.models),
        )
        rows.append(Row(cells))
    return Section("Cost", tuple(rows), ("step", "worked", "seconds", "calls", "tokens", "money", "model"))


def _attempts(view: RunView) -> Section:
    rows = []
    # -- one that was checked again stands there twice
    whole = max(view.attempts, len(view.reports))
    for number, report in enumerate(view.reports, start=1):
        said = "; ".join(f"{each.name} {each.status} — {each.reason.rstrip('.')}" for each in report.results)
        tone: Tone = "good" if report.green else "bad"
        rows.append(Row((f"{number} of {whole}: {said or 'no check was found'}",), tone))
    return Section("Attempts", tuple(rows))


def _plain(title: str, view: RunView, field: Literal["words", "held"]) -> Section:
    lines: tuple[str, ...] = getattr(view.summary, field) if view.summary else ()
    return Section(title, tuple(Row((line,)) for line in lines))


def _cut(lines: list[str]) -> tuple[str, ...]:
    left = len(lines) - _MOST
    return (*lines[:_MOST], *([f"… and {left} more"] if left > 0 else ()))


def headline(view: RunView) -> Iterator[tuple[str, str]]:
    """What stands above the sections: a word, and what it says of the run."""
    run = view.run
    if run.branch:
        yield "branch", f"{run.branch} at {run.head[:12]}, on base {run.base[:12]}"
    if view.summary is not None:
        yield "asked", view.summary.asked
        owner = f", {view.summary.owner} must approve" if view.summary.owner else ""
        yield "risk", f"{view.summary.risk.value}{owner}"
