"""The progress of whole runs: a live line in a terminal, JSON lines for programs."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import runs
from tests.support.screen import in_terminal

USAGE = {"input_tokens": 900, "output_tokens": 120}


@pytest.fixture
def command(tmp_path: Path) -> tuple[str, ...]:
    """A run with a short check."""
    replies = (("spec", runs.SPEC), ("patch", runs.GOOD))
    lines = [json.dumps({"step": step, "reply": reply, "usage": USAGE}) for step, reply in replies]
    (tmp_path / "script.jsonl").write_text("\n".join(lines))
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    script = ("--script", str(tmp_path / "script.jsonl"))
    return ("run", str(tmp_path / "ticket.md"), *script, "--check", "sleep 0.3")


def test_each_step_leaves_one_line_in_a_terminal(git_repo: MakeRepo, command: tuple[str, ...]) -> None:
    code, screen = in_terminal(git_repo(), *command)
    assert code == 0, screen.text
    ended = [line.split()[1] for line in screen.lines if line.startswith("✓")]
    expected = "route spec context facts scope patch candidate checks guard summary review"
    # -- the route is chosen anew as more is known
    assert list(dict.fromkeys(ended)) == expected.split()
    patch = next(line for line in screen.lines if line.startswith("✓ patch"))
    assert "no model is paid  script  1,020 tokens" in patch
    assert any(drawing[2:].startswith("checks ") for drawing in screen.drawings)
    assert screen.lines[-1] == ""


def test_an_interrupted_run_leaves_no_half_line(git_repo: MakeRepo, command: tuple[str, ...]) -> None:
    code, screen = in_terminal(git_repo(), *command, interrupt=" checks ")
    assert code == 130
    assert screen.lines[-2].startswith("interrupted; `devflow resume")
    assert not [line for line in screen.lines if line[2:].startswith("checks ")]


def test_events_are_json_lines_and_the_run_is_the_last(git_repo: MakeRepo, command: tuple[str, ...]) -> None:
    ended = runs.devflow(git_repo(), *command, "--json")
    *events, last = [json.loads(line) for line in ended.out.splitlines()]
    assert (last["state"], "event" in last) == ("ready", False)
    steps = [event["step"] for event in events if event["event"] == "kept"]
    assert (steps[0], steps[-1]) == ("route", "review")
    (answered,) = [e for e in events if (e["event"], e["step"]) == ("answered", "patch")]
    assert (answered["model"], answered["tokens"]) == ("script", 1020)
    assert Decimal(answered["spent"]) + Decimal(answered["left"]) == 2
    assert "\nspec      done in" in ended.err


def test_a_run_that_cannot_go_on_ends_with_itself_too(git_repo: MakeRepo) -> None:
    failed = runs.start(git_repo(), [])
    assert (failed.code, failed.json["state"], failed.json["code"]) == (4, "failed", "E_SCRIPT_ENDED")
    assert failed.err.count(failed.json["reason"]) == 1  # -- why it ended is not told twice
