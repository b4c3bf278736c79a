"""`devflow plan`: what a run would begin with, and a worst case no less than what a run reserves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

LOCAL = '[models.code]\nprovider = "compatible"\nbase_url = "http://localhost:1/v1"\nmodel = "m"\n'
PRICED = f"{LOCAL}max_output = 8192\nprice_input = 1\nprice_output = 2\n"


@pytest.fixture
def ticket(tmp_path: Path) -> Path:
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    return tmp_path / "ticket.md"


def configured(tmp_path: Path, text: str) -> Mapping[str, str]:
    """An environment with the user's own configuration."""
    (tmp_path / "home" / "devflow").mkdir(parents=True)
    (tmp_path / "home" / "devflow" / "config.toml").write_text(text)
    return {"XDG_CONFIG_HOME": str(tmp_path / "home")}


def test_route_files_scope_and_checks_are_told_and_no_run_is_begun(git_repo: MakeRepo, ticket: Path) -> None:
    checkout = repos.everything(git_repo())
    with untouched(checkout):
        told = runs.devflow(checkout, "plan", str(ticket), "--json")
        body = "See README.md.\n"
        spoken = runs.devflow(checkout, "plan", "--title", "Refund payments twice", "--body", body)
    assert told.code == 0, told.err
    assert told.json["route"]["risk"] == "low"
    assert told.json["files"][0]["path"] == "app.py"
    assert "app.py" in [permit["pattern"] for permit in told.json["scope"]["permits"]]
    assert [(check["name"], check["lacks"]) for check in told.json["checks"]] == [("pytest", "")]
    assert told.json["calls"] == []
    assert "Route: high risk" in spoken.out
    assert "billing ('Refund')" in spoken.out
    assert "README.md  (named in the ticket)" in spoken.out
    assert told.json["named"] == []
    assert "2 candidates, you are asked for the scope" in " ".join(spoken.out.split())
    assert runs.devflow(checkout, "runs", "--json").json == []


def test_the_worst_case_is_no_less_than_what_a_run_reserves(
    git_repo: MakeRepo, ticket: Path, tmp_path: Path
) -> None:
    checkout = git_repo()
    env = configured(tmp_path, f"{PRICED}[budget]\nmoney = 100\n")
    told = runs.devflow(checkout, "plan", str(ticket), "--json", env=env).json
    long_way = (("spec", runs.SPEC), ("patch", runs.BREAKS_ADD), ("patch", runs.MENDS_ADD))
    replies = (("draft", "no spec"), *long_way)
    script = runs.write_script(tmp_path / "script.jsonl", *replies)
    ended = runs.devflow(checkout, "run", str(ticket), "--script", str(script), env=env)
    assert ended.code == 0, ended.err
    calls = runs.devflow(checkout, "show", "--json", env=env).json["calls"]
    for foreseen in told["calls"]:
        reserved = [call["reserved_tokens"] for call in calls if call["step"] == foreseen["step"]]
        assert 0 < len(reserved) <= foreseen["most"]
        assert 0 < max(reserved) <= foreseen["tokens"]
    assert Decimal(told["worst"]) == sum(Decimal(call["money"]) * call["most"] for call in told["calls"])


@pytest.mark.parametrize(
    ("text", "worst"), [(f"{PRICED}[budget]\nmoney = 0.01\n", "0.01"), (LOCAL, None)], ids=["budget", "price"]
)
def test_the_budget_is_the_most_and_an_unknown_price_is_never_a_number(
    text: str, worst: str | None, git_repo: MakeRepo, ticket: Path, tmp_path: Path
) -> None:
    told = runs.devflow(git_repo(), "plan", str(ticket), "--json", env=configured(tmp_path, text)).json
    assert told["worst"] == worst


def test_a_missing_ticket_and_a_repo_without_a_commit_are_named(git_repo: MakeRepo, ticket: Path) -> None:
    assert "E_TICKET_UNREADABLE" in runs.devflow(git_repo(), "plan", "nowhere.md").err
    ended = runs.devflow(git_repo({}, name="empty"), "plan", str(ticket))
    assert (ended.code, "E_NO_BASE" in ended.err) == (4, True)


def test_a_costly_file_raises_the_route_and_each_candidate_is_counted(
    git_repo: MakeRepo, ticket: Path, tmp_path: Path
) -> None:
    checkout = git_repo(
        {"billing/app.py": repos.SAMPLE["app.py"], ".github/CODEOWNERS": "billing/ @cashier\n"}
    )
    env = configured(
        tmp_path, f'{PRICED}[models.code.high]\nmodel = "large"\nprice_input = 9\nprice_output = 9\n'
    )
    told = runs.devflow(checkout, "plan", str(ticket), "--json", env=env).json
    assert (told["route"]["risk"], told["route"]["owner"]) == ("high", "@cashier")
    assert told["route"]["reasons"] == ["high: billing (it may change billing/app.py)"]
    steps = {call["step"]: call["model"] for call in told["calls"]}
    assert list(steps) == ["spec", "patch", "patch.2", "choose", "summary"]
    assert steps["patch"] == steps["patch.2"] == "compatible/large"
    seats = {(seat["role"], seat["candidate"]) for seat in told["route"]["seats"]}
    assert seats == {("text", 1), ("search", 1), ("code", 1), ("review", 1), ("code", 2)}


@pytest.mark.parametrize(("rights", "allowed"), [("write", True), ("read", False)])
def test_a_standing_policy_does_not_hold_for_who_may_not_write(
    rights: str, allowed: bool, git_repo: MakeRepo, ticket: Path, tmp_path: Path
) -> None:
    env = configured(tmp_path, '[scope]\nallow = ["lib/**"]\n')
    argv = ("plan", str(ticket), "--json", "--author", "mallory", "--rights", rights)
    told = runs.devflow(git_repo(), *argv, env=env).json
    patterns = [permit["pattern"] for permit in told["scope"]["permits"]]
    assert ("lib/**" in patterns, "app.py" in patterns) == (allowed, True)
