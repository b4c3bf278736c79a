"""The user's repository is found from anywhere in it, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.errors import RepoError
from devflow.git.user_repo import UserRepo
from tests.conftest import MakeRepo
from tests.support import repos


def test_it_is_found_from_a_folder_below(git_repo: MakeRepo) -> None:
    checkout = git_repo({"src/deep/app.py": "x\n"})
    found = UserRepo.find(checkout / "src/deep")
    assert (found.root, found.git_dir, found.common_dir) == (checkout, checkout / ".git", checkout / ".git")
    assert found.resolve() == repos.git(checkout, "rev-parse", "HEAD")


@pytest.mark.parametrize("name", ["with space", "ünïcode", "quo'te\"", "new\nline", "-dash"])
def test_odd_names_are_no_trouble(name: str, git_repo: MakeRepo) -> None:
    checkout = git_repo(name=name)
    found = UserRepo.find(checkout)
    assert found.root == checkout
    assert found.git_dir == checkout / ".git"


def test_a_worktree_shares_the_state_of_its_repository(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout = git_repo()
    repos.git(checkout, "worktree", "add", "-q", str(tmp_path / "other"))
    found = UserRepo.find(tmp_path / "other")
    assert found.root == tmp_path / "other"
    assert found.git_dir == checkout / ".git/worktrees/other"
    assert found.state == checkout / ".git/devflow"


def test_no_repository_is_named(tmp_path: Path) -> None:
    with pytest.raises(RepoError) as missing:
        UserRepo.find(tmp_path)
    assert missing.value.code == "E_NO_REPO"
    assert "git init" in missing.value.hint


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RepoError) as missing:
        UserRepo.find(tmp_path / "nowhere")
    assert missing.value.code == "E_NO_REPO"


def test_a_bare_repository_is_named(tmp_path: Path) -> None:
    repos.git(tmp_path, "init", "-q", "--bare", "bare")
    with pytest.raises(RepoError) as bare:
        UserRepo.find(tmp_path / "bare")
    assert bare.value.code == "E_REPO_BARE"


def test_a_git_directory_is_not_a_checkout(git_repo: MakeRepo) -> None:
    with pytest.raises(RepoError) as inside:
        UserRepo.find(git_repo() / ".git")
    assert inside.value.code == "E_REPO_BARE"


@pytest.mark.parametrize("ref", ["HEAD", "nothing", "--all", "-x"])
def test_a_base_that_is_no_commit_is_named(ref: str, git_repo: MakeRepo) -> None:
    with pytest.raises(RepoError) as missing:
        UserRepo.find(git_repo({})).resolve(ref)
    assert missing.value.code == "E_NO_BASE"


def test_the_callers_git_variables_are_not_obeyed(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout, other = git_repo(name="one"), git_repo(name="two")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(other / ".git"))
    assert UserRepo.find(checkout).root == checkout


def test_the_user_is_named_as_git_knows_him(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    assert UserRepo.find(checkout).user_name() == ""
    repos.git(checkout, "config", "user.name", "Ada")
    repos.git(checkout, "config", "user.email", "ada@example.org")
    assert UserRepo.find(checkout).user_name() == "Ada <ada@example.org>"
