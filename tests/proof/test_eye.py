"""What needs a human eye comes in the order of what it costs to be wrong."""

from __future__ import annotations

from devflow import proof
from devflow.handoffs import (
    Attempt,
    Candidate,
    ChangedSymbol,
    Evidence,
    Facts,
    Finding,
    GuardReport,
    IdChange,
    Outcome,
    Risk,
    Route,
    Ticket,
)
from tests.support import views

TICKET = Ticket(title="t", body="", source="-", hidden=2)
ROUTE = Route(
    risk=Risk.HIGH, reasons=("high: billing ('refund')",), attempts=3, context_tokens=1, owner="@pay"
)


def attempt(*findings: Finding, sandbox: str = "bubblewrap", **changes: tuple[IdChange, ...]) -> Attempt:
    candidate = Candidate(base=views.BASE, commit=views.COMMIT, tree="", changed=())
    report = views.report(**changes).model_copy(update={"sandbox": sandbox})
    return Attempt(number=1, candidate=candidate, report=report, guard=GuardReport(findings=findings))


def finding(level: str, message: str = "said.") -> Finding:
    return Finding.model_validate({"code": "E_SCOPE", "path": level, "message": message, "level": level})


def test_the_costliest_comes_first() -> None:
    idle = IdChange(id="t::idle", before=Outcome.PASSED, after=Outcome.PASSED)
    gone = IdChange(id="t::gone", before=Outcome.PASSED, after=None)
    removed = ChangedSymbol(
        path="a.py", name="old", kind="function", change="removed", first_line=1, last_line=2
    )
    told = proof.look_at(
        TICKET,
        ROUTE,
        Facts(quotes=(), open=("Which currency?",)),
        attempt(
            *(finding(level) for level in ("shown", "held", "refused")),
            finding("shown", "said. (accepted by a person)"),
            sandbox="none",
            new_tests=(idle,),
            removed=(gone,),
        ),
        [Evidence(criterion="Totals add up.", shown_by=())],
        [removed],
    )
    parts = [
        *("WITHOUT a sandbox", "refused:", "held:", "test gone", "Risk high: billing", "hidden characters"),
        *(
            "accepted by a person",
            "Totals add up",
            "definition removed",
            "passed without the patch",
            "currency",
        ),
        "shown: shown: said. [",
    ]
    assert [next(n for n, line in enumerate(told) if part in line) for part in parts] == list(
        range(len(told))
    )


def test_a_clean_run_asks_for_nothing() -> None:
    route = ROUTE.model_copy(update={"risk": Risk.LOW})
    plain = TICKET.model_copy(update={"hidden": 0})
    shown = [Evidence(criterion="c", shown_by=("t::x",))]
    assert proof.look_at(plain, route, Facts(quotes=()), attempt(), shown, ()) == ()


def test_tests_that_cannot_run_here_are_told_with_what_most_of_them_say() -> None:
    details = ("a\n>   x()\nE   ValueError: port\n\nb.py:1: ValueError", "E   ValueError: port", "other")
    red = tuple(
        IdChange(id=f"t::{n}", before=Outcome.FAILED, after=Outcome.FAILED, detail=detail)
        for n, detail in enumerate(details)
    )
    told = proof.look_at(TICKET, ROUTE, Facts(quotes=()), attempt(still_failing=red), (), ())
    (said,) = [line for line in told if "failed before too" in line]
    assert said.endswith(
        "3 tests failed before too and cannot speak for the patch, most often with ValueError: port."
    )


def test_no_attempt_is_said() -> None:
    assert proof.look_at(TICKET, ROUTE, Facts(quotes=()), None, (), ()) == ("Nothing was changed.",)


def test_a_test_that_stood_before_and_was_changed_is_named_and_a_new_one_is_not() -> None:
    old, new = views.proving("tests/test_a.py::test_old[1]"), views.proving("tests/test_a.py::test_new")
    symbols = [
        ChangedSymbol.model_validate(
            {"path": "tests/test_a.py", "name": name, "kind": "function", "change": change}
            | {"first_line": 1, "last_line": 2}
        )
        for name, change in (("test_old", "changed"), ("test_new", "added"))
    ]
    ordinary = Route(risk=Risk.LOW, reasons=(), attempts=3, context_tokens=1)
    ticket = Ticket(title="t", body="", source="-")
    told = proof.look_at(ticket, ordinary, Facts(quotes=()), attempt(new_tests=(old, new)), [], symbols)
    (said,) = told
    assert "test_old[1]" in said and "test_new" not in said


def told_of_only(only: str, *new_tests: IdChange) -> tuple[str, ...]:
    route = ROUTE.model_copy(update={"risk": Risk.LOW})
    plain = TICKET.model_copy(update={"hidden": 0})
    unshown = [Evidence(criterion="The command is spelled right.", shown_by=())]
    return proof.look_at(plain, route, Facts(quotes=()), attempt(new_tests=new_tests), unshown, (), only)


def test_of_a_patch_of_documents_it_is_said_that_checks_show_nothing_of_the_words() -> None:
    (said,) = told_of_only("documents")
    assert "Only documents were changed" in said
    assert "not that the words are right" in said


def test_of_a_patch_of_tests_a_pass_on_the_base_is_told_as_natural_and_as_no_proof() -> None:
    idle = IdChange(id="t::idle", before=Outcome.PASSED, after=Outcome.PASSED)
    (said,) = told_of_only("tests", idle)
    assert "on code that the patch leaves as it is" in said
    assert "not measured" in said
    assert "t::idle" in said
    assert any("passed without the patch" in line for line in told_of_only("", idle))
