"""The scope comes from the ranking and from policy, never from what a ticket or a patch asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from devflow.config import ScopeRules
from devflow.guard import permits
from devflow.guard.scoping import scope as held
from devflow.handoffs import Context, RankedFile, Risk, Route, Scope, Verb
from devflow.steps.scope import of_policy, scope_of
from tests.guard.builder import Side, codes, judged


def scope(*ranked: tuple[str, float], **rules: Any) -> Scope:
    files = tuple(RankedFile(path=path, score=score, reasons=("named",)) for path, score in ranked)
    context = Context(files=files, snippets=(), tests=(), tokens=0)
    return scope_of(context, ScopeRules(**rules))


def test_the_files_ranked_highest_may_be_modified_and_no_others() -> None:
    proposed = scope(("src/a.py", 9.0), ("src/b.py", 8.0), ("src/far.py", 1.0))
    assert permits(proposed, "src/a.py", Verb.MODIFY)
    assert permits(proposed, "src/b.py", Verb.MODIFY)
    assert not permits(proposed, "src/far.py", Verb.MODIFY)
    assert not permits(proposed, "src/a.py", Verb.DELETE)


def test_the_width_is_bounded_by_policy() -> None:
    proposed = scope(*((f"src/f{number}.py", 9.0) for number in range(9)), files=3)
    assert [permits(proposed, f"src/f{number}.py", Verb.MODIFY) for number in range(4)] == [
        True,
        True,
        True,
        False,
    ]


def test_new_files_stand_beside_files_in_scope() -> None:
    proposed = scope(("src/a.py", 9.0))
    assert permits(proposed, "src/new.py", Verb.CREATE)
    assert not permits(proposed, "src/deep/new.py", Verb.CREATE)
    assert not permits(proposed, "elsewhere/new.py", Verb.CREATE)


def test_a_file_at_the_top_does_not_open_the_whole_repo() -> None:
    proposed = scope(("a.py", 9.0))
    assert permits(proposed, "b.py", Verb.CREATE)
    assert not permits(proposed, "lib/b.py", Verb.CREATE)


def test_tests_and_documents_may_be_written_but_not_deleted() -> None:
    proposed = scope(("src/a.py", 9.0))
    for path in (
        "tests/test_a.py",
        "pkg/tests/x.py",
        "src/a.test.ts",
        "CHANGES.md",
        "docs/guide/use.rst",
        "CHANGES",
    ):
        assert permits(proposed, path, Verb.CREATE), path
        assert permits(proposed, path, Verb.MODIFY), path
        assert not permits(proposed, path, Verb.DELETE), path
    assert not permits(proposed, "requirements.txt", Verb.MODIFY)


def test_without_a_ranked_file_no_source_is_in_scope() -> None:
    assert not permits(scope(), "src/a.py", Verb.MODIFY)


LOW = Route(risk=Risk.LOW, reasons=(), attempts=1, context_tokens=1, origin="here")
NOTHING = Context(files=(), snippets=(), tests=(), tokens=0)
AT_TOP = Context(files=(RankedFile("gen/top.py", 9.0, ()),), snippets=(), tests=(), tokens=0)
MANY = "".join(f"{number}\n" for number in range(30))


def rules(*tables: Mapping[str, Any]) -> ScopeRules:
    """Rules as a person's own file has them."""
    return ScopeRules.model_validate({"rules": [{"paths": ("gen/**",), **table} for table in tables]})


def holds(
    wanted: ScopeRules, before: Side, after: Side, route: Route = LOW, context: Context = NOTHING
) -> bool:
    """Whether the guard asks nobody about this change, under these rules."""
    proposed = of_policy(context, route, wanted)
    return not judged(before, after, proposed, rules=(held,), risk=route.risk)


@pytest.mark.parametrize(
    ("rule", "before", "after", "asked"),
    [
        # -- by path
        ({}, {}, {"gen/deep/a.py": "1\n"}, False),
        ({}, {}, {"other/a.py": "1\n"}, True),
        # -- by verb; a rename is a deletion and a creation
        ({"verbs": ["modify"]}, {"gen/a.py": "1\n"}, {"gen/a.py": "2\n"}, False),
        ({"verbs": ["modify"]}, {}, {"gen/a.py": "1\n"}, True),
        ({"verbs": ["create", "delete"]}, {"gen/a.py": "1\n"}, {"gen/b.py": "1\n"}, False),
        ({"verbs": ["create"]}, {"gen/a.py": "1\n"}, {"gen/b.py": "1\n"}, True),
        # -- by size, of all its files together
        ({"max_lines": 30}, {}, {"gen/a.py": MANY}, False),
        ({"max_lines": 29}, {}, {"gen/a.py": MANY}, True),
        ({"max_lines": 59}, {}, {"gen/a.py": MANY, "gen/b.py": MANY}, True),
        ({"max_lines": 60}, {}, {"gen/a.py": MANY, "gen/b.py": MANY}, False),
    ],
)
def test_a_rule_holds_for_its_paths_verbs_and_size(
    rule: Mapping[str, Any], before: Side, after: Side, asked: bool
) -> None:
    assert holds(rules(rule), before, after) is not asked


@pytest.mark.parametrize(
    ("rule", "route", "asked"),
    [
        # -- by risk
        ({}, {"risk": Risk.HIGH}, False),
        ({"max_risk": "medium"}, {"risk": Risk.MEDIUM}, False),
        ({"max_risk": "low"}, {"risk": Risk.MEDIUM}, True),
        # -- by where the ticket came from
        ({}, {"origin": "gh:acme/shop#12"}, False),
        ({"tickets": ["here"]}, {}, False),
        ({"tickets": ["here"]}, {"origin": "gh:acme/shop#12"}, True),
        ({"tickets": ["gh:acme/*"]}, {"origin": "gh:acme/shop#12"}, False),
        ({"tickets": ["gh:acme/*"]}, {"origin": "gh:mallory/shop#12"}, True),
        ({"tickets": ["gh:acme/*"]}, {}, True),
        # -- as an earlier devflow kept it, which did not say
        ({}, {"origin": ""}, True),
        # -- no rule holds for who may not write here
        ({}, {"outsider": "mallory"}, True),
    ],
)
def test_a_rule_holds_up_to_its_risk_and_for_its_tickets(
    rule: Mapping[str, Any], route: Mapping[str, Any], asked: bool
) -> None:
    here = LOW.model_copy(update=route)
    assert holds(rules(rule), {}, {"gen/a.py": "1\n"}, here) is not asked
    # -- and it is said which one does not hold, and why
    assert bool(of_policy(NOTHING, here, rules(rule)).left_out) is asked


def test_a_candidate_of_a_higher_risk_than_its_ticket_is_past_a_rule() -> None:
    proposed = of_policy(NOTHING, LOW, rules({"max_risk": "low"}))
    for risk, expected in ((Risk.LOW, set()), (Risk.HIGH, {("E_SCOPE", "held")})):
        assert codes(judged({}, {"gen/a.py": "1\n"}, proposed, (held,), risk)) == expected


def test_what_else_is_in_scope_counts_against_no_rule() -> None:
    after = {"gen/top.py": MANY, "gen/new.py": "1\n"}
    assert holds(rules({"max_lines": 1}), {"gen/top.py": ""}, after, context=AT_TOP)
    assert not holds(rules({"max_lines": 1}), {"gen/top.py": ""}, after)


def test_one_rule_is_enough_and_each_counts_for_itself() -> None:
    small, large = {"max_lines": 1}, {"paths": ["gen/*.txt"], "max_lines": 99}
    assert holds(rules(small, large), {}, {"gen/a.txt": MANY})
    assert not holds(rules(small, large), {}, {"gen/a.py": MANY})


def test_the_finding_names_the_bound() -> None:
    proposed = of_policy(NOTHING, LOW, rules({}, {"paths": ["a.py"], "max_lines": 2, "max_risk": "low"}))
    told = [judged({}, {"a.py": MANY}, proposed, (held,), risk)[0].message for risk in (Risk.LOW, Risk.HIGH)]
    assert "your rule 2 goes up to 2 lines, and 30 change" in told[0]
    assert "your rule 2 goes up to low risk, not high" in told[1]


def test_a_plain_list_is_allowed_whole() -> None:
    assert permits(of_policy(NOTHING, LOW, ScopeRules(allow=("gen/**",))), "gen/x/y.py", Verb.DELETE)
