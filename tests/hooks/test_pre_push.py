"""A push brings nothing of devflow's that nobody approved, nothing past a scope that the repo asks for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devflow.git.run_repo import ADDRESS, AUTHOR, identity
from devflow.git.user_repo import UserRepo
from tests.conftest import MakeRepo
from tests.hooks import support
from tests.support import repos, runs

ASKS = '[hooks]\npush_scope = ["*.py", "tests/**", ".devflow.toml"]\n'


@pytest.fixture
def checkout(git_repo: MakeRepo) -> Path:
    made = git_repo()
    support.remote(made)
    support.install(made)
    return made


@pytest.fixture
def branch(checkout: Path) -> str:
    """A branch as a run leaves it for review."""
    name = "devflow/add-a-subtract-function-k4m9xz"
    repos.git(checkout, "switch", "-q", "-c", name)
    message = "Add a subtract function\n\nTicket: ticket.md\nDevflow-Run: k4m9xz\n"
    support.commit(checkout, message, env={"GIT_AUTHOR_NAME": AUTHOR, "GIT_AUTHOR_EMAIL": ADDRESS})
    repos.git(checkout, "switch", "-q", "main")
    return name


def approve(checkout: Path, branch: str) -> None:
    """A person's yes, as `devflow approve` writes it."""
    UserRepo.find(checkout).add_note(
        repos.git(checkout, "rev-parse", branch), "Approved-by: Ada\n", identity(0)
    )


def pushed(checkout: Path, *words: str, ok: bool) -> str:
    return support.plain(checkout, "push", "-q", *words, ok=(0,) if ok else (1,))


def test_a_branch_is_refused_until_a_person_approves_it(checkout: Path) -> None:
    begun = runs.start(checkout, [runs.GOOD]).json
    said = pushed(checkout, "origin", begun["branch"], ok=False)
    assert "E_PUSH_UNAPPROVED" in said
    assert f"devflow review {begun['run']}" in said
    assert runs.devflow(checkout, "approve", begun["run"]).code == 0
    pushed(checkout, "origin", begun["branch"], ok=True)
    assert repos.git(checkout, "ls-remote", "origin", begun["branch"])


def test_another_name_a_merge_or_a_url_does_not_help(branch: str, checkout: Path) -> None:
    assert "E_PUSH_UNAPPROVED" in pushed(checkout, "origin", f"{branch}:feature", ok=False)
    assert "E_PUSH_UNAPPROVED" in pushed(checkout, str(checkout.parent / "origin.git"), branch, ok=False)
    repos.git(checkout, "merge", "-q", "--no-ff", "-m", "Merge", branch)
    assert "E_PUSH_UNAPPROVED" in pushed(checkout, "origin", "main", ok=False)
    approve(checkout, branch)
    pushed(checkout, "origin", "main", ok=True)


def test_what_a_reviewer_commits_on_top_of_an_approved_branch_is_pushed(branch: str, checkout: Path) -> None:
    approve(checkout, branch)
    repos.git(checkout, "switch", "-q", branch)
    repos.commit(checkout, {"more.py": "x = 1\n"}, "Add more")
    pushed(checkout, "origin", "HEAD", ok=True)


def test_other_branches_and_deletions_are_not_held_back(branch: str, checkout: Path) -> None:
    repos.commit(checkout, {"more.py": "x = 1\n"}, "Add more")
    pushed(checkout, "origin", "main:other", ok=True)
    pushed(checkout, "origin", "--delete", "other", ok=True)


def test_a_push_from_a_worktree_is_judged_too(branch: str, checkout: Path) -> None:
    repos.git(checkout, "worktree", "add", "-q", "../beside", branch)
    assert "E_PUSH_UNAPPROVED" in pushed(checkout.parent / "beside", "origin", "HEAD", ok=False)


def test_a_push_that_cannot_be_judged_is_refused_with_the_way_round(branch: str, checkout: Path) -> None:
    hook = checkout / ".git/hooks/pre-push"
    hook.write_text(hook.read_text().replace(f"{sys.executable} -P -m devflow", "/not/there"))
    assert "git push --no-verify" in pushed(checkout, "origin", branch, ok=False)
    pushed(checkout, "--no-verify", "origin", branch, ok=True)


def test_a_scope_that_the_repo_asks_for_holds_a_human_branch(checkout: Path) -> None:
    repos.commit(checkout, {".devflow.toml": ASKS}, "Ask for a scope")
    pushed(checkout, "origin", "main", ok=True)
    repos.commit(checkout, {"more.py": "x = 1\n"}, "Inside")
    pushed(checkout, "origin", "main", ok=True)
    # -- the scope that counts is the one that the remote has, not the one that is brought
    wider = ASKS.replace('"*.py"', '"*.py", "*.md"')
    repos.commit(checkout, {"README.md": "# more\n", ".devflow.toml": wider}, "Outside")
    said = pushed(checkout, "origin", "main", ok=False)
    assert "E_PUSH_SCOPE" in said
    assert "README.md" in said


def test_a_scope_that_cannot_be_read_refuses_with_the_way_round(checkout: Path) -> None:
    repos.commit(checkout, {".devflow.toml": "push_scope = ["}, "Break it")
    repos.git(checkout, "push", "-q", "--no-verify", "origin", "main")
    repos.commit(checkout, {"more.py": "x = 1\n"}, "More")
    assert "--no-verify" in pushed(checkout, "origin", "main", ok=False)
