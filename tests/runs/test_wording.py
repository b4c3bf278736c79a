"""A model may word the summary of a run: what rests on the receipts is kept, all else never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import MakeRepo
from tests.support import runs

LONG_WAY = {"DEVFLOW_ROUTE_LOW_SHORT": "false"}
TRUE = ("The patch adds subtract to app.py.", "The new test fails without the patch and passes with it.")
FALSE = ("It is safe to merge.", "Three tests were added.", "app.py and setup.py were changed.")


def worded(checkout: Path, reply: Any, env: dict[str, str]) -> runs.Ended:
    (checkout.parent / "ticket.md").write_text(runs.TICKET)
    replies = (("spec", runs.SPEC), ("patch", runs.GOOD), ("summary", reply))
    script = runs.write_script(checkout.parent / "script.jsonl", *replies)
    command = ("run", str(checkout.parent / "ticket.md"), "--script", str(script), "--json")
    return runs.devflow(checkout, *command, env=env)


def test_only_what_rests_on_the_receipts_is_shown(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = worded(checkout, {"sentences": [TRUE[0], *FALSE, TRUE[1]]}, LONG_WAY)
    assert ended.code == 0, ended.err
    assert tuple(ended.json["summary"]["words"]) == TRUE
    shown = runs.devflow(checkout, "review", "--no-diff").out
    assert all(sentence in shown for sentence in TRUE)
    assert not any(sentence in shown for sentence in FALSE)
    assert "3 of 5 sentences" in ended.err
    assert runs.devflow(checkout, "show", "last", "--verify").code == 0


def test_a_reply_that_cannot_be_used_leaves_the_computed_words(git_repo: MakeRepo) -> None:
    ended = worded(git_repo(), "I would rather not.", LONG_WAY)
    assert (ended.code, ended.json["summary"]["words"]) == (0, [])
    assert ended.json["summary"]["proven"]


def test_nobody_is_asked_where_it_is_off_or_the_way_is_short(git_repo: MakeRepo) -> None:
    for env in ({**LONG_WAY, "DEVFLOW_RUN_WORDING": "false"}, {}):
        ended = worded(git_repo(name=f"repo{len(env)}"), {"sentences": list(TRUE)}, env)
        assert (ended.code, ended.json["summary"]["words"]) == (0, [])
        assert "summary" not in [row["step"] for row in ended.json["steps"] if row["calls"]]
