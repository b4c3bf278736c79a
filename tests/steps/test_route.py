"""Risk is what rules say, each with the words that met it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from devflow.config import Config
from devflow.handoffs import (
    Candidate,
    ChangedFile,
    Context,
    Criterion,
    RankedFile,
    Risk,
    Route,
    Spec,
    Ticket,
    Verb,
)
from devflow.steps.route import choose_route, raise_for_candidate, raise_for_spec

OWNERS = b"*.py @everyone\nsrc/pay/ @cashier @ledger\n"


def tools(owners: bytes | None = None, **settings: Any) -> Any:
    """What the step sees of a repository and a configuration."""
    files = {} if owners is None else {".github/CODEOWNERS": SimpleNamespace(size=len(owners))}
    return SimpleNamespace(
        config=Config.model_validate(settings),
        base="0",
        files=lambda commit: files,
        objects=SimpleNamespace(read=lambda commit, path: owners),
        seats=lambda risk, candidates: (),
    )


def route(text: str, body: str = "", **settings: Any) -> Route:
    return choose_route(cast("Any", tools(**settings)), Ticket(title=text, body=body, source="flags"))


def spec(**more: Any) -> Spec:
    return Spec(action="a", expected="b", edge_cases=("c",), criteria=(Criterion(id="C1", text="d"),), **more)


def context(*files: tuple[str, float]) -> Context:
    ranked = tuple(RankedFile(path=path, score=score, reasons=()) for path, score in files)
    return Context(files=ranked, snippets=(), tests=(), tokens=0)


def candidate(*paths: str) -> Candidate:
    blank = {"verb": Verb.MODIFY, "old_mode": "", "new_mode": "", "old_blob": "", "new_blob": ""}
    changed = tuple(ChangedFile(path=path, **cast("Any", blank)) for path in paths)
    return Candidate(base="0", commit="1", tree="2", changed=changed)


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Refunds are counted twice", Risk.HIGH),
        ("Users without permission see the page", Risk.HIGH),
        ("Add a database migration for names", Risk.HIGH),
        ("Fix a race condition in the queue", Risk.MEDIUM),
        ("Download filtered records as CSV", Risk.LOW),
        ("The authority of the author is unbilled", Risk.LOW),
    ],
)
def test_words_decide_whole(text: str, risk: Risk) -> None:
    assert route(text).risk is risk


def test_the_reason_names_rule_and_words() -> None:
    assert route("Refunds and a deadlock").reasons == (
        "high: billing ('Refunds')",
        "medium: concurrency ('deadlock')",
    )


def test_own_rules_raise_and_name_the_owner() -> None:
    rules = {"high": ("tax",), "owner": "@finance"}
    raised = route("Change the tax table", risk=rules)
    assert (raised.risk, raised.owner) == (Risk.HIGH, "@finance")
    assert route("Change the colour", risk=rules).owner == ""


def test_each_risk_has_its_route_and_a_setting_changes_only_itself() -> None:
    low, medium, high = route("Colour"), route("A deadlock"), route("Refunds")
    assert [(one.candidates, one.ask_scope, one.short) for one in (low, medium, high)] == [
        (1, False, True),
        (1, False, False),
        (2, True, False),
    ]
    changed = route("Refunds", route={"high": {"attempts": 5, "money": "9"}})
    assert (changed.attempts, changed.candidates, changed.ask_scope) == (5, 2, True)
    assert (str(changed.limits.money), changed.limits.tokens) == ("9", low.limits.tokens)


@pytest.mark.parametrize(
    ("body", "short"),
    [("One thing.", True), ("word " * 200, False), ("- one\n- two\n* three\n", False)],
)
def test_only_a_simple_ticket_takes_the_short_way(body: str, short: bool) -> None:
    assert route("Colour", body).short is short


def test_names_files_and_model_raise_with_their_reasons() -> None:
    low = route("Colour")
    raised = raise_for_spec(
        tools(),
        low,
        spec(identifiers=("parseLogin",), risk="medium", risk_reason="others read\nthis file"),
        context(("src/pay/invoice.py", 9.0), ("src/billing.py", 3.0)),
    )
    assert raised.risk is Risk.HIGH and raised.candidates == 2 and not raised.short
    assert raised.reasons == (
        "high: access (the spec names parseLogin)",
        "high: billing (it may change src/pay/invoice.py)",
        "medium: the model that wrote the spec says so (others read this file)",
    )


def test_a_file_that_ranks_far_behind_raises_nothing() -> None:
    low = route("Colour")
    assert raise_for_spec(tools(), low, spec(), context(("a.py", 9.0), ("src/billing.py", 3.0))) == low


def test_a_model_never_lowers_a_risk() -> None:
    high = route("Refunds are wrong")
    assert raise_for_spec(tools(), high, spec(risk="low", risk_reason="harmless"), context()) == high


def test_what_the_patch_really_changes_raises_too() -> None:
    raised = raise_for_candidate(tools(), route("Colour"), candidate("a.py", ".github/workflows/x.yml"))
    assert raised.risk is Risk.HIGH
    assert raised.reasons == ("high: CI (the patch changes .github/workflows/x.yml)",)


def test_at_high_risk_the_owner_of_the_costly_file_must_approve() -> None:
    changed = candidate("other.py", "src/pay/invoice.py")
    raised = raise_for_candidate(tools(OWNERS), route("Colour"), changed)
    assert raised.owner == "@cashier or @ledger"
    assert raised.may_approve("Ada (@ledger)") and not raised.may_approve("Ada")
    configured = raise_for_candidate(tools(OWNERS, risk={"owner": "Grace"}), route("Colour"), changed)
    assert configured.owner == "Grace"
    assert raise_for_candidate(tools(OWNERS), route("Colour"), candidate("other.py")).owner == ""


def test_that_an_author_may_not_write_is_kept_when_the_risk_rises() -> None:
    ticket = Ticket(title="Fix it", body="", source="flags", author="mallory", may_write=False)
    begun = choose_route(tools(), ticket)
    raised = raise_for_candidate(tools(), begun, candidate("src/billing/pay.py"))
    assert (begun.outsider, raised.risk, raised.outsider) == ("mallory", Risk.HIGH, "mallory")
