"""What is decided while reading is done at the end only, and all of it can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.report.keys.decisions import Decision, Docket, final, offered
from devflow.store.store import RunState
from tests.support import views

APPROVE, REJECT = Decision("approve", "fine"), Decision("reject", "no")
BACK = Decision("send-back", "again", "patch")
NOTE, OTHER = Decision("comment", "app.py:3: why?"), Decision("comment", "app.py:9: no")


def docket(*decisions: Decision) -> Docket:
    made = Docket()
    for each in decisions:
        made.add(each)
    return made


def test_each_decision_can_be_taken_back_to_the_first() -> None:
    made = docket(NOTE, APPROVE, REJECT)
    assert made.now == (NOTE, REJECT)
    assert made.undo() and made.now == (NOTE, APPROVE)
    assert made.undo() and made.undo() and made.now == ()
    assert not made.undo()


@pytest.mark.parametrize(("first", "second"), [(APPROVE, BACK), (BACK, APPROVE), (REJECT, APPROVE)])
def test_a_verdict_takes_the_place_of_another(first: Decision, second: Decision) -> None:
    assert docket(first, second).now == (second,)


def test_what_is_accepted_by_name_stays_beside_what_else_is() -> None:
    one, other = Decision("accept", "a.cfg"), Decision("scope", "lib/**")
    assert final(docket(one, other).now) == (one, other)
    assert docket(one, Decision("yes")).now == (Decision("yes"),)


def test_comments_go_back_as_one_note_in_their_order() -> None:
    (sent,) = final(docket(NOTE, BACK, OTHER).now)
    assert sent == Decision("send-back", "again\napp.py:3: why?\napp.py:9: no", "patch")


def test_comments_alone_go_back_to_the_patch() -> None:
    assert final(docket(NOTE).now) == (Decision("send-back", NOTE.text, "patch"),)


@pytest.mark.parametrize(
    ("state", "can", "cannot"),
    [
        (RunState.READY, "approve", "yes"),
        (RunState.NOT_FIT, "resume", "approve"),
        (RunState.FAILED, "send-back", "approve"),
        (RunState.APPROVED, None, "reject"),
    ],
)
def test_only_what_the_state_allows_is_offered(
    state: RunState, can: str | None, cannot: str, tmp_path: Path
) -> None:
    offers = offered(views.keep(views.opened(tmp_path), state=state))
    assert cannot not in offers
    assert can in offers if can else not offers


def test_an_owner_approves_under_his_name() -> None:
    (said,) = final((Decision("approve", "fine", owner="@pay"),))
    assert said.owner == "@pay" and said.said == "approve as @pay: fine"
