"""In a terminal the question of a pause is asked at once; elsewhere it is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.runs.test_pauses import CASES, MEDIUM, OPEN, TWO_HELD, Case
from tests.support import repos, runs
from tests.support.digest import untouched
from tests.support.kept import newest, steps
from tests.support.talk import talk

ASKED = "l)> "
HIGH = CASES["scope"].ticket


@pytest.fixture(autouse=True)
def _one_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several patches at once, which high risk asks for, are told of elsewhere."""
    monkeypatch.setenv("DEVFLOW_ROUTE_HIGH_CANDIDATES", "1")


@pytest.fixture
def checkout(git_repo: MakeRepo) -> Path:
    return repos.dirty(git_repo())


def command(checkout: Path, case: Case, *more: str) -> tuple[str, ...]:
    """The run of a case, told in a terminal."""
    (checkout.parent / "ticket.md").write_text(case.ticket)
    script = runs.write_script(checkout.parent / "s.jsonl", ("spec", case.spec), ("patch", case.patch))
    return ("run", str(checkout.parent / "ticket.md"), "--script", str(script), *case.check, *more)


TALKS = {
    "yes": (Case("", (), ticket=HIGH), [(ASKED, "y\n")], 0),
    "widen": (Case("", (), ticket=HIGH), [(ASKED, "w\n"), ("Path or glob", "lib/**\n")], 0),
    "words": (Case("", (), ticket=MEDIUM, spec=OPEN), [(ASKED, "a\n"), ("words:", "None.\n")], 0),
    "the diff, a name, the scope": (
        Case("", (), patch=TWO_HELD),
        [(ASKED, "d\n"), (ASKED, "n\n"), ("Name", ".github/workflows/ci.yml\n"), (ASKED, "y\n")],
        0,
    ),
    "leave": (Case("", (), ticket=HIGH), [(ASKED, "l\n")], 3),
    "a slip, then leave": (Case("", (), ticket=HIGH), [(ASKED, "what?\n"), (ASKED, "l\n")], 3),
    "the end of the input": (Case("", (), ticket=HIGH), [(ASKED, "\x04")], 3),
}


@pytest.mark.parametrize("name", TALKS)
def test_the_question_is_asked_at_once_and_the_answer_goes_on(name: str, checkout: Path) -> None:
    case, answers, code = TALKS[name]
    with untouched(checkout):
        ended, screen = talk(checkout, command(checkout, case), *answers)
    assert ended == code, screen
    assert "Traceback" not in screen
    assert max(Counter(steps(checkout, "calls")).values()) == 1
    run = newest(checkout)[1]
    assert run.state == ("ready" if code == 0 else "paused")
    if code:
        assert f"devflow answer {run.id} --yes" in screen


def test_the_held_diff_is_shown_before_the_answer(checkout: Path) -> None:
    _, screen = talk(
        checkout, command(checkout, Case("", (), patch=TWO_HELD)), (ASKED, "d\n"), (ASKED, "l\n")
    )
    assert "+on: push" in screen
    assert screen.index("+on: push") < screen.rindex(ASKED)


def test_a_program_is_asked_nothing(checkout: Path) -> None:
    ended, screen = talk(checkout, command(checkout, Case("", (), ticket=HIGH), "--json"))
    assert (ended, "leave it" in screen) == (3, False)
