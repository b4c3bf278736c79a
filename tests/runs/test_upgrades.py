"""devflow is upgraded in the middle of a run: the run stays what it was, until a person refreshes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import runs
from tests.support.kept import holds, prompts, steps
from tests.support.later import SENTENCE, earlier_store, later_devflow

HELD = runs.GOOD + "".join(
    f"\nlib/deep/{name}.cfg\n<<<<<<< SEARCH\n=======\n[x]\n>>>>>>> REPLACE\n" for name in ("one", "extra")
)
BEGUN = Counter(("route", "route", "spec", "context", "facts"))


@pytest.fixture(autouse=True)
def _one_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several patches at once, which high risk asks for, are told of elsewhere."""
    monkeypatch.setenv("DEVFLOW_ROUTE_HIGH_CANDIDATES", "1")


def begun(checkout: Path, ticket: str, patch: str) -> runs.Ended:
    """A run that pauses, with a second patch in the script."""
    return runs.start(checkout, [patch, patch], "--check", "grep -q subtract app.py", ticket=ticket)


@pytest.fixture
def paused(git_repo: MakeRepo) -> Path:
    """A run of high risk that waits for a yes to its scope; no patch is written yet."""
    checkout = git_repo()
    assert begun(checkout, f"{runs.TICKET}\nThe billing needs it.\n", runs.GOOD).code == 3
    assert Counter(steps(checkout, "receipts")) == BEGUN
    return checkout


def test_a_run_under_way_keeps_its_prompts_and_pays_nothing_again(paused: Path, tmp_path: Path) -> None:
    ended = runs.devflow(paused, "answer", "last", "--yes", env=later_devflow(tmp_path / "later"))
    assert ended.code == 0, ended.err
    assert steps(paused, "calls") == ["spec", "patch"]
    assert Counter(steps(paused, "receipts"))["spec"] == 1
    assert not [prompt for prompt in prompts(paused) if SENTENCE in prompt]


def test_refreshing_says_what_works_again_and_then_takes_the_new_prompts(
    paused: Path, tmp_path: Path
) -> None:
    assert runs.devflow(paused, "answer", "last", "--yes").code == 0
    later = later_devflow(tmp_path / "later")
    ended = runs.devflow(paused, "resume", "last", "--refresh", env=later)
    assert ended.code == 0, ended.err
    said = ended.err.splitlines()
    assert "config:run" in said[0]
    assert "prompt:patch" in said[0]
    assert SENTENCE in prompts(paused)[-1]
    assert steps(paused, "calls")[-1] == "patch"
    held = runs.devflow(paused, "show", "last", "--verify", env=later)
    assert held.code == 0, held.out
    again = runs.devflow(paused, "resume", "last", "--refresh", env=later)
    assert again.err.startswith("Nothing has changed")


def test_without_an_upgrade_there_is_nothing_to_refresh(paused: Path) -> None:
    ended = runs.devflow(paused, "resume", "last", "--refresh")
    assert (ended.code, ended.err.splitlines()[0]) == (3, "Nothing has changed since this run was begun.")
    assert Counter(steps(paused, "receipts")) == BEGUN


def test_what_an_older_devflow_kept_is_understood_and_goes_on(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    assert begun(checkout, runs.TICKET, HELD).code == 3
    assert runs.devflow(checkout, "scope", "add", "last", "lib/deep/one.cfg").code == 3
    earlier_store(checkout)
    ended = runs.devflow(checkout, "scope", "add", "last", "lib/deep/extra.cfg")
    assert ended.code == 0, ended.err
    assert steps(checkout, "calls") == ["spec", "patch"]
    assert holds(checkout) == ""


def test_pins_that_this_devflow_does_not_understand_are_named(paused: Path, tmp_path: Path) -> None:
    later = later_devflow(tmp_path / "later")
    assert runs.devflow(paused, "resume", "last", "--refresh", env=later).code == 3
    ended = runs.devflow(paused, "resume", "last")
    assert (ended.code, "[E_PINS]" in ended.err, "run.more" in ended.err) == (2, True, True), ended.err
    assert runs.devflow(paused, "resume", "last", "--refresh").code == 3
