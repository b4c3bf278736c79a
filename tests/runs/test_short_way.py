"""A simple ticket of low risk takes one call for spec and patch, under the same gates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeRepo
from tests.support import runs


def draft(blocks: str, **more: Any) -> str:
    return f"```json\n{json.dumps({**runs.SPEC, **more})}\n```\n\n{blocks}"


def start(checkout: Path, *replies: tuple[str, Any], ticket: str = runs.TICKET) -> runs.Ended:
    (checkout.parent / "ticket.md").write_text(ticket)
    script = runs.write_script(checkout.parent / "script.jsonl", *replies)
    command = ("run", str(checkout.parent / "ticket.md"), "--script", str(script), "--json")
    return runs.devflow(checkout, *command)


def calls(checkout: Path) -> list[str]:
    """The steps that asked a model, in order."""
    return [call["step"] for call in runs.devflow(checkout, "show", "last", "--json").json["calls"]]


def test_one_call_ends_ready_with_the_same_proof(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = start(checkout, ("draft", draft(runs.GOOD)))
    assert ended.code == 0, ended.err
    assert calls(checkout) == ["draft"]
    assert ended.json["spec"]["action"] == runs.SPEC["action"]
    assert runs.devflow(checkout, "show", "last", "--verify").code == 0


def test_the_gates_are_the_same(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = start(checkout, ("draft", draft(runs.BREAKS_ADD)), ("patch", runs.MENDS_ADD))
    assert ended.code == 0, ended.err
    assert calls(checkout) == ["draft", "patch"] and ended.json["attempts"] == 2


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        ("no spec at all", ["draft", "spec", "patch"]),
        (draft("", risk="medium", risk_reason="others call it"), ["draft", "patch"]),
        (
            draft("app.py\n<<<<<<< SEARCH\nnowhere\n=======\nx\n>>>>>>> REPLACE\n"),
            ["draft", "draft", "patch"],
        ),
        (draft(runs.GOOD, risk="medium"), ["draft", "patch"]),
    ],
)
def test_what_cannot_be_used_takes_the_long_way_and_keeps_the_rest(
    reply: str, asked: list[str], git_repo: MakeRepo
) -> None:
    checkout = git_repo()
    ended = start(checkout, ("draft", reply), ("spec", runs.SPEC), ("patch", runs.GOOD))
    assert ended.code == 0, ended.err
    assert calls(checkout) == asked


def test_a_ticket_of_more_risk_or_more_points_does_not_take_it(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ticket = runs.TICKET + "It must be thread-safe.\n"
    ended = start(
        checkout, ("draft", draft(runs.GOOD)), ("spec", runs.SPEC), ("patch", runs.GOOD), ticket=ticket
    )
    assert ended.code == 0, ended.err
    assert calls(checkout) == ["spec", "patch"]


def test_a_run_sent_back_to_its_spec_takes_the_long_way(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    replies = (("draft", draft(runs.GOOD)), ("spec", runs.SPEC), ("patch", runs.GOOD))
    assert start(checkout, *replies).code == 0
    again = runs.devflow(checkout, "send-back", "last", "--to", "spec", "--note", "say more", "--json")
    assert again.code == 0, again.err
    assert calls(checkout) == ["draft", "spec", "patch"]


def test_a_note_to_the_patch_keeps_the_spec_of_the_draft(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    assert start(checkout, ("draft", draft(runs.GOOD)), ("patch", runs.GOOD)).code == 0
    again = runs.devflow(checkout, "send-back", "last", "--to", "patch", "--note", "shorter", "--json")
    assert again.code == 0, again.err
    assert calls(checkout) == ["draft", "patch"]
