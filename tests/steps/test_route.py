"""Risk is what rules say, each with the words that met it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from devflow.config import RiskRules, Work
from devflow.handoffs import Risk, Route, Ticket
from devflow.steps.route import choose_route


def route(text: str, **rules: Any) -> Route:
    tools = SimpleNamespace(config=SimpleNamespace(risk=RiskRules(**rules), run=Work()))
    return choose_route(cast("Any", tools), Ticket(title=text, body="", source="flags"))


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
    raised = route("Change the tax table", high=("tax",), owner="@finance")
    assert (raised.risk, raised.owner) == (Risk.HIGH, "@finance")
    assert route("Change the colour", high=("tax",), owner="@finance").owner == ""
