"""A run asks a person, keeps all that was done, and goes on from the answer: for each reason to ask."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched
from tests.support.kept import holds, prompts, steps

# -- the risk is looked at three times: by the ticket's words, the spec's and the candidate's files
ALL = (
    *("route", "spec", "context", "route", "facts", "scope"),
    *("patch", "candidate", "checks", "guard", "route", "summary", "review"),
)
MEDIUM = f"{runs.TICKET}\nMind the public API.\n"
HIGH = f"{runs.TICKET}\nThe billing needs it.\n"
OPEN = {**runs.SPEC, "questions": ["Which schema do negative results have?"]}
TWO_HELD = f"""{runs.GOOD}
lib/deep/extra.cfg
<<<<<<< SEARCH
=======
[x]
>>>>>>> REPLACE

.github/workflows/ci.yml
<<<<<<< SEARCH
=======
on: push
>>>>>>> REPLACE
"""
NO_TEST = """app.py
<<<<<<< SEARCH
    return first + second
=======
    return first + second + 0
>>>>>>> REPLACE

tests/test_app.py
<<<<<<< SEARCH
def test_add() -> None:
    assert add(1, 2) == 3
=======
def test_nothing() -> None:
    assert add
>>>>>>> REPLACE
"""


@dataclass(frozen=True)
class Case:
    """A run that pauses, the answers that release it, and what those make work again."""

    code: str
    answers: tuple[str, ...]
    """Commands, each of which ends in the next pause or, the last one, ready."""
    again: tuple[str, ...] = ()
    """Steps that work a second time. All else is kept."""
    ticket: str = runs.TICKET
    spec: Mapping[str, Any] = field(default_factory=lambda: runs.SPEC)
    patch: str = runs.GOOD
    check: tuple[str, ...] = ("--check", "grep -q subtract app.py")
    env: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    """What the question must name."""


CASES = {
    "scope": Case("E_SCOPE_ASKED", ("answer last --yes",), ticket=HIGH, asked=("billing", "app.py")),
    "scope, of an outsider": Case(
        "E_SCOPE_ASKED",
        ("answer last --yes",),
        check=("--author", "mallory", "--check", "grep -q subtract app.py"),
        asked=("mallory", "app.py"),
    ),
    "scope, widened": Case("E_SCOPE_ASKED", ("scope add last 'lib/**'",), ticket=HIGH),
    "scope, with the diff in hand": Case(
        "E_SCOPE",
        ("scope add last 'lib/**'", "accept last .github/workflows/ci.yml"),
        again=("guard", "summary") * 2,
        patch=TWO_HELD,
        asked=("lib/deep/extra.cfg", ".github/workflows/ci.yml"),
    ),
    "scope, all of it": Case("E_SCOPE", ("answer last --yes",), again=("guard", "summary"), patch=TWO_HELD),
    "removed tests": Case(
        "E_TESTS_TAMPERED", ("answer last --yes",), again=("guard", "summary"), patch=NO_TEST, check=()
    ),
    "facts": Case(
        "E_FACTS_OPEN", ("answer last 'It may.'",), ticket=MEDIUM, spec=OPEN, asked=("negative results",)
    ),
    "facts, left open": Case("E_FACTS_OPEN", ("answer last --yes",), ticket=MEDIUM, spec=OPEN),
    "facts, then scope": Case(
        "E_FACTS_OPEN", ("answer last 'It may.'", "answer last --yes"), ticket=HIGH, spec=OPEN
    ),
    "budget": Case("E_BUDGET", ("resume last --add-budget 4",), env={"DEVFLOW_BUDGET_TOKENS": "3700"}),
    "budget, of no money": Case(
        "E_BUDGET",
        ("answer last --yes",),
        env={"DEVFLOW_BUDGET_TOKENS": "3700", "DEVFLOW_BUDGET_MONEY": "0"},
        asked=("3700 tokens for the run", "more, and the other limits up alike?"),
    ),
    "budget, by a plain yes": Case("E_BUDGET", ("answer last --yes",), env={"DEVFLOW_BUDGET_TOKENS": "3700"}),
}


@pytest.fixture(autouse=True)
def _one_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several patches at once, which high risk asks for, are told of elsewhere."""
    monkeypatch.setenv("DEVFLOW_ROUTE_HIGH_CANDIDATES", "1")


def started(checkout: Path, case: Case) -> runs.Ended:
    outside = checkout.parent
    (outside / "ticket.md").write_text(case.ticket)
    script = runs.write_script(outside / "script.jsonl", ("spec", case.spec), *[("patch", case.patch)] * 2)
    argv = ("run", str(outside / "ticket.md"), "--script", str(script), "--json", *case.check)
    return runs.devflow(checkout, *argv, env=case.env)


@pytest.mark.parametrize("name", CASES)
def test_a_paused_run_goes_on_from_the_answer_and_nothing_is_done_twice(
    name: str, git_repo: MakeRepo
) -> None:
    case = CASES[name]
    checkout = repos.everything(git_repo())
    with untouched(checkout):
        ended = started(checkout, case)
        assert (ended.code, f"[{case.code}]" in ended.err) == (3, True), ended.err
        assert not [words for words in case.asked if words not in ended.err]
        assert ended.json["releases"]
        for step, answer in enumerate(case.answers, start=1):
            last = step == len(case.answers)
            ended = runs.devflow(checkout, *shlex.split(answer), "--json")
            assert ended.code == (0 if last else 3), ended.err
    assert ended.json["state"] == "ready"
    # -- a call that the budget refused was not sent, so it is not there
    assert steps(checkout, "calls") == ["spec", "patch"]
    assert Counter(steps(checkout, "receipts")) == Counter([*ALL, *case.again])
    assert holds(checkout) == ""


def test_the_words_of_a_person_are_a_fact_for_the_coding_model(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    started(checkout, CASES["facts"])
    assert runs.devflow(checkout, "answer", "last", "Only \x1b[31mbelow zero.").code == 0
    spec, patch = prompts(checkout)
    assert "Only \x1b[31mbelow zero." in patch
    assert "Which schema do negative results have?" in patch
    assert "below zero" not in spec


def test_at_low_risk_an_open_question_is_for_the_reviewer_and_pauses_nothing(git_repo: MakeRepo) -> None:
    ended = started(git_repo(), Case("", (), spec=OPEN))
    assert ended.code == 0, ended.err
    assert any("Which schema do negative results have?" in line for line in ended.json["summary"]["look_at"])


def test_what_cannot_run_asks_for_setup_and_is_measured_again_after_it(git_repo: MakeRepo) -> None:
    layers = '[checks]\nlayers = ["build"]\n'
    checkout = git_repo({**repos.SAMPLE, ".gitignore": "build/\n", ".devflow.toml": layers})
    ended = started(checkout, Case("", (), check=("--check", "test -e build/made")))
    assert (ended.code, "[E_NEEDS_SETUP]" in ended.err) == (3, True), ended.err
    assert runs.devflow(checkout, "answer", "last", "--yes").code == 3
    (checkout / "build").mkdir()
    (checkout / "build" / "made").touch()
    assert runs.devflow(checkout, "answer", "last", "--yes").code == 0
    assert steps(checkout, "calls") == ["spec", "patch"]
    assert Counter(steps(checkout, "receipts"))["checks"] == 3


def test_words_that_answer_nothing_are_refused_and_kept_nowhere(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    started(checkout, CASES["scope"])
    ended = runs.devflow(checkout, "answer", "last", "words")
    assert (ended.code, "[E_ANSWER]" in ended.err) == (2, True), ended.err
    assert steps(checkout, "decisions") == []


def test_what_was_agreed_to_is_told_in_words(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    started(checkout, CASES["facts, then scope"])
    runs.devflow(checkout, "answer", "last", "--yes")
    shown = runs.devflow(checkout, "answer", "last", "--yes").out
    assert "went on with the question open" in shown
    assert "agreed to the scope that was asked for" in shown
    assert "accepted: scope:" not in shown


def test_a_paused_run_shows_what_releases_it_whenever_it_is_looked_at(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    run = started(checkout, CASES["scope"]).json["run"]
    assert f"devflow answer {run} --yes" in runs.devflow(checkout, "show").out


def test_a_run_that_asks_nothing_takes_no_answer(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    assert started(checkout, Case("", ())).code == 0
    for answer in (["--yes"], ["words"]):
        ended = runs.devflow(checkout, "answer", "last", *answer)
        assert (ended.code, "[E_RUN_STATE]" in ended.err) == (2, True), ended.err


def test_a_yes_to_one_scope_is_none_to_another(git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, "spare.py": "def subtract_later() -> None:\n    pass\n"})
    started(checkout, CASES["scope"])
    assert runs.devflow(checkout, "answer", "last", "--yes").code == 0
    ended = runs.devflow(checkout, "send-back", "last", "--to", "scope", "--note", "spare.py too")
    assert (ended.code, "spare.py" in ended.err) == (3, True), ended.err
    assert runs.devflow(checkout, "answer", "last", "--yes").code == 0
