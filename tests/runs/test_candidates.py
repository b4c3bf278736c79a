"""Several candidates are asked for at once; what was measured decides, then size, and all are kept."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeRepo
from tests.support import runs
from tests.support.digest import untouched
from tests.support.repos import git

COMMENTED = "".join(f"    # {number}\n" for number in range(4))
LARGER = runs.GOOD.replace("    return first - second\n", f"{COMMENTED}    return first - second\n")
OTHER = runs.GOOD.replace("return first - second", "return -second + first")
_LONG = 300
UNPROVEN = runs.GOOD.split("tests/test_app.py")[0]


def start(checkout: Path, *replies: tuple[str, str | Mapping[str, Any]], candidates: int = 2) -> runs.Ended:
    home = checkout.parent / "home"
    (home / "devflow").mkdir(parents=True, exist_ok=True)
    (home / "devflow" / "config.toml").write_text(f"[route.low]\ncandidates = {candidates}\nshort = false\n")
    ticket = checkout.parent / "ticket.md"
    ticket.write_text(runs.TICKET)
    script = runs.write_script(checkout.parent / "script.jsonl", ("spec", runs.SPEC), *replies)
    command = ("run", str(ticket), "--script", str(script), "--json")
    return runs.devflow(checkout, *command, env={"XDG_CONFIG_HOME": str(home)})


def kept(checkout: Path) -> dict[str, list[Any]]:
    """The handoffs of the last run by kind, oldest first."""
    found: dict[str, list[Any]] = {}
    for receipt in runs.devflow(checkout, "show", "last", "--json").json["receipts"]:
        found.setdefault(receipt["kind"], []).append(receipt["handoff"])
    return found


@pytest.mark.parametrize(
    ("first", "second", "winner", "compared"),
    [
        (runs.BREAKS_ADD, LARGER, 1, 1),  # the checks decide
        (UNPROVEN, runs.GOOD, 1, 1),  # a new test that fails on the base decides over size
        (LARGER, runs.GOOD, 1, 0),  # the smaller is enough, however the larger comes out
        (runs.GOOD, "no edit", 0, 0),  # one that changes nothing is none
        (runs.GOOD, "app.py\n<<<<<<< SEARCH\nnowhere\n=======\nx\n>>>>>>> REPLACE\n", 0, 0),
    ],
)
def test_the_better_outcome_wins_and_all_are_kept(
    first: str, second: str, winner: int, compared: int, git_repo: MakeRepo
) -> None:
    checkout = git_repo()
    with untouched(checkout):
        ended = start(checkout, ("patch", first), ("patch.2", second))
    assert ended.code == 0, ended.err
    found = kept(checkout)
    whole = [reply for reply in (first, second) if "SEARCH\nnowhere" not in reply]
    assert {each["explanation"] for each in found["Patch"]} == set(whole)
    assert len(found.get("Choice", ())) == compared
    branch = ended.json["branch"]
    shown = git(checkout, "show", f"{branch}:app.py") + git(checkout, "show", f"{branch}:tests/test_app.py")
    assert "return first + second" in shown and "subtract(5, 3) == 2" in shown
    assert (COMMENTED in shown) == ((first, second)[winner] == LARGER)
    assert ended.json["candidate"]["commit"] == ended.json["review"]["commit"]
    again = runs.devflow(checkout, "resume", "last", "--json")
    assert again.json["commit"] == ended.json["commit"]


def test_candidates_are_measured_at_once(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    slow = "assert subtract(5, 3) == 2\n    __import__('time').sleep(3)"
    patches = [patch.replace("assert subtract(5, 3) == 2", slow) for patch in (runs.GOOD, OTHER)]
    assert start(checkout, ("patch", patches[0]), ("patch.2", patches[1])).code == 0
    receipts = runs.devflow(checkout, "show", "last", "--json").json["receipts"]
    one, other = sorted(each["started"] for each in receipts if each["kind"] == "CheckReport")
    ended = min(each["started"] + each["seconds"] for each in receipts if each["kind"] == "CheckReport")
    assert other < ended or os.cpu_count() == 1, "the second waited for the first"
    assert one < other


def test_what_is_larger_than_enough_is_ended_where_it_stands(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    asleep = f"assert subtract(5, 3) == 2\n    __import__('time').sleep({_LONG})"
    endless = LARGER.replace("assert subtract(5, 3) == 2", asleep)
    began = time.monotonic()
    ended = start(checkout, ("patch", endless), ("patch.2", runs.GOOD))
    assert ended.code == 0, ended.err
    assert time.monotonic() - began < _LONG
    found = kept(checkout)
    assert len(found["Patch"]) == len(found["Candidate"]) == 2 and len(found["CheckReport"]) == 1
    assert "candidate 1 is not compared: a smaller one is enough" in ended.err + ended.out
    assert not list((checkout / ".git" / "devflow" / "runs").glob("*/trees-*"))


def test_equals_are_told_apart_by_the_review_model_and_its_reason_is_shown(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    reason = "The first turns the operands round."
    ended = start(
        checkout,
        *(("patch", OTHER), ("patch.2", runs.GOOD)),
        ("choose", {"better": "second", "reason": reason}),
    )
    assert ended.code == 0, ended.err
    (choice,) = kept(checkout)["Choice"]
    assert reason in choice["reasons"][0]
    assert any(reason in sentence for sentence in ended.json["summary"]["proven"])
    assert runs.devflow(checkout, "show", "last", "--verify").code == 0


def test_without_a_review_model_the_earlier_of_equals_stands(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = start(checkout, ("patch", OTHER), ("patch.2", runs.GOOD))
    assert ended.code == 0, ended.err
    (first, *_) = kept(checkout)["Choice"]
    assert first["attempt"]["candidate"]["commit"] == ended.json["commit"]


def test_the_best_of_red_candidates_is_mended_by_its_own_writer(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    worse = runs.BREAKS_ADD.replace("assert subtract(5, 3) == 2", "assert subtract(5, 3) == 3")
    ended = start(checkout, ("patch", worse), ("patch.2", runs.BREAKS_ADD), ("patch.2", runs.MENDS_ADD))
    assert ended.code == 0, ended.err
    assert ended.json["attempts"] == 3


def test_the_same_change_twice_is_measured_once(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    assert start(checkout, ("patch", runs.GOOD), ("patch.2", runs.GOOD)).code == 0
    assert len(kept(checkout)["CheckReport"]) == 1


def test_where_no_candidate_changes_anything_the_run_is_not_fit(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = start(checkout, ("patch", "no edit"), ("patch.2", "none here either"))
    assert (ended.code, ended.json["branch"]) == (1, ""), ended.err
