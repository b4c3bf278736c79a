"""A run that holds together is said to; whatever of it is changed afterwards is the break that is named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from devflow.git.commits import RunCommits
from devflow.git.user_repo import UserRepo
from devflow.store.store import Store
from devflow.store.verify import Verification, verify
from tests.support import repos, runs


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two attempts, sent back once with a note."""
    checkout = repos.make(tmp_path_factory.mktemp("verify") / "repo", repos.SAMPLE)
    begun = runs.start(checkout, [runs.BREAKS_ADD, runs.MENDS_ADD])
    assert begun.code == 0, begun.err
    again = runs.devflow(checkout, "send-back", "last", "--to", "summary", "--note", "Name the files.")
    assert again.code == 0, again.err
    return checkout


@pytest.fixture
def checkout(finished: Path, tmp_path: Path) -> Path:
    """A copy, to be spoiled."""
    shutil.copytree(finished, tmp_path / "copy", symlinks=True)
    return tmp_path / "copy"


def held(checkout: Path) -> Verification:
    user = UserRepo.find(checkout)
    store = Store(user.state)
    run = store.run("last")
    return verify(store, run, RunCommits(store.folder / "runs" / run.id, user))


def test_an_honest_run_holds_together(checkout: Path) -> None:
    found = held(checkout)
    assert (found.broken, found.commits) == ("", 2)
    assert found.receipts >= 14
    assert found.handoffs > found.receipts


SPOILED = {
    "update receipts set digest = 'x' where step = 'spec'": "spec) bears another digest",
    "update receipts set inputs = '{}' where step = 'patch'": "patch) bears another digest",
    "update receipts set inputs = '[]' where step = 'patch'": "patch) cannot be read",
    "update receipts set handoff = '{}' where step = 'scope'": "handed another Scope",
    "update receipts set handoff = 'x' where step = 'scope'": "scope) cannot be read",
    "update receipts set handoff = '{}' where step = 'review'": "Review was kept that cannot",
    "update receipts set kind = 'Ticket' where step = 'scope'": "scope) belongs to another",
    "update receipts set handoff = replace(handoff, 'gets 2', '') where step = 'spec'": "handed another Spec",
    "update receipts set handoff = replace(handoff, 'red', 'x') where step = 'checks'": "another CheckReport",
    "update receipts set handoff = replace(handoff, 'find', 'x') where step = 'guard'": "another Attempt",
    "delete from receipts where step = 'context'": "handed another Context",
    "update runs set ticket = replace(ticket, 'subtract', 'divide')": "handed another Ticket",
    "update runs set base = head": "another step, handoff or base",
    "update runs set pins = replace(pins, 'ticket', 'order')": "read another prompt",
    "update runs set pins = replace(pins, 'max_files\": 20', 'max_files\": 99')": "read another config scope",
    "update decisions set text = 'Name no files.'": "read another note 1",
    "update runs set head = base": "No review gave the branch",
}


@pytest.mark.parametrize("change", SPOILED)
def test_what_was_changed_in_the_store_is_named(change: str, checkout: Path) -> None:
    with sqlite3.connect(checkout / ".git" / "devflow" / "devflow.db") as database:
        assert database.execute(change).rowcount > 0
    assert SPOILED[change] in held(checkout).broken


def test_a_moved_branch_is_named(checkout: Path) -> None:
    branch = repos.git(checkout, "branch", "--list", "devflow/*", "--format=%(refname:short)")
    repos.git(checkout, "branch", "-f", branch, "main")
    assert "stands at" in held(checkout).broken
    ended = runs.devflow(checkout, "show", "last", "--verify", "--json")
    assert (ended.code, ended.json["ok"]) == (1, False)


def test_a_deleted_branch_is_named_until_a_person_has_judged(checkout: Path) -> None:
    branch = repos.git(checkout, "branch", "--list", "devflow/*", "--format=%(refname:short)")
    repos.git(checkout, "branch", "-D", branch)
    assert "is gone" in held(checkout).broken
    assert runs.devflow(checkout, "approve", "last").code == 0
    assert held(checkout).broken == ""


def test_a_reviewed_commit_that_is_lost_is_named(checkout: Path) -> None:
    branch = repos.git(checkout, "branch", "--list", "devflow/*", "--format=%(refname:short)")
    repos.git(checkout, "branch", "-D", branch)
    shutil.rmtree(checkout / ".git" / "devflow" / "runs")
    repos.git(checkout, "reflog", "expire", "--expire=now", "--all")
    repos.git(checkout, "gc", "-q", "--prune=now")
    assert "cannot be read" in held(checkout).broken


def test_the_command_says_ok_and_where_the_branch_stands(finished: Path) -> None:
    ended = runs.devflow(finished, "show", "--verify")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("ok: run ")
    assert "branch devflow/" in ended.out
