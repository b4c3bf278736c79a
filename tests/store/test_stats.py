"""Figures over runs rest on what was kept, and advise nothing on too few of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from devflow.handoffs import Candidate, Context, RankedFile, Risk, Route
from devflow.report import figures
from devflow.store.advice import ENOUGH
from devflow.store.stats import Stats, stats
from devflow.store.store import RunState
from tests.support import views

CANDIDATE = Candidate(base=views.BASE, commit=views.COMMIT, tree="", changed=())


def told(folder: Path, *, runs: int, sent_back: int) -> Stats:
    store = views.opened(folder)
    found = []
    for number in range(runs):
        notes = [("context", "the parser is missing")] if number < sent_back else []
        state = RunState.APPROVED if number == runs - 1 else RunState.READY
        calls = [
            views.call("spec", cost="0.02"),
            views.call("spec", model="=big", cost="0.04", fault="E_REPLY_SCHEMA"),
        ]
        found.append(views.keep(store, [("candidate", CANDIDATE)], state=state, notes=notes, calls=calls))
    return stats(found)


def test_first_pass_and_the_cost_of_an_approved_branch(tmp_path: Path) -> None:
    found = told(tmp_path, runs=4, sent_back=1)
    assert (found.runs, found.finished, found.first_pass, found.approved) == (4, 4, 3, 1)
    assert found.cost_of_approved == Decimal("0.24")


def test_steps_models_and_weeks_are_counted(tmp_path: Path) -> None:
    found = told(tmp_path, runs=2, sent_back=0)
    spec = next(line for line in found.by["step"] if line.name == "spec")
    assert (len(spec.runs), spec.calls, spec.failed, spec.cost) == (2, 4, 2, Decimal("0.12"))
    assert [line.name for line in found.by["model"]] == ["script/small", "script/=big"]
    assert [line.name for line in found.by["week"]] == ["2023-W46"]


@pytest.mark.parametrize(
    ("runs", "sent_back", "advised"), [(ENOUGH, 2, True), (ENOUGH - 1, 4, False), (9, 2, False)]
)
def test_advice_needs_enough_runs_and_names_them(
    runs: int, sent_back: int, advised: bool, tmp_path: Path
) -> None:
    found = told(tmp_path, runs=runs, sent_back=sent_back)
    assert bool(found.advice) == advised
    assert all(run in found.advice[0].runs for run, _, _ in found.sent_back if advised)


def test_routes_and_repositories_are_told_apart(tmp_path: Path) -> None:
    store = views.opened(tmp_path)
    low, high = (
        views.keep(store, [("route", Route(risk=risk, reasons=(), attempts=1, context_tokens=500))] * times)
        for risk, times in ((Risk.LOW, 1), (Risk.HIGH, 3))
    )
    found = stats([low, high], {low.run.id: "shop", high.run.id: "till"})
    assert {line.name: line.rework for line in found.by["route"]} == {"low risk": 0, "high risk": 2}
    assert {line.name: line.seconds for line in found.by["repo"]} == {"shop": 2.0, "till": 6.0}


def test_a_context_that_misses_what_was_changed_is_named_before_a_stronger_coder(tmp_path: Path) -> None:
    store = views.opened(tmp_path)
    context = Context(files=(ranked("app.py"),), snippets=(), tests=(), tokens=1)
    found = []
    for number in range(6):
        path = "lib/other.py" if number < 2 else "app.py"
        handoffs = [("context", context), ("candidate", views.candidate(views.changed(path)))]
        notes = [("patch" if number % 2 else "checks", "no")] if number < 5 else []
        found.append(views.keep(store, handoffs, notes=notes))
    said = [each for each in stats(found).advice if "context step missed" in each.text]
    assert [each.runs for each in said] == [tuple(view.run.id for view in found[:2])]
    assert "2 of 5 runs" in said[0].text


def ranked(path: str) -> RankedFile:
    return RankedFile(path=path, score=1.0, reasons=())


def test_a_model_that_often_gives_nothing_usable_is_named_with_its_steps(tmp_path: Path) -> None:
    (said,) = [each for each in told(tmp_path, runs=10, sent_back=0).advice if "=big" in each.text]
    assert said.text.startswith("10 of 10 calls to script/=big gave nothing usable, in spec")
    assert len(said.runs) == 10


def test_csv_and_json_hold_the_same_lines(tmp_path: Path) -> None:
    found = told(tmp_path, runs=2, sent_back=0)
    assert "\nmodel,script/=big,2,2,0,0.0,0.0,2,2,100%,0.0800\n" in figures.as_csv(found)
    assert figures.told(found).model_dump(mode="json")["by_model"][1]["dollars"] == "0.08"


def test_no_runs_are_no_error(tmp_path: Path) -> None:
    assert stats([]).cost_of_approved is None
    assert figures.as_csv(stats([])).startswith("by,name,runs")
