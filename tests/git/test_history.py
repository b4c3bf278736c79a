"""Checks see the history of their commit, and nothing of the user's own git directory."""

from __future__ import annotations

import os
from pathlib import Path

from devflow.checks import object_stores
from devflow.git.kept_checkout import KeptCheckout
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.sandbox import Bubblewrap, Command, Limits
from tests.conftest import MakeRepo
from tests.support.repos import commit, git


def test_git_tells_the_history_inside_and_nothing_of_the_users(git_repo: MakeRepo, tmp_path: Path) -> None:
    at = git_repo()
    git(at, "tag", "-a", "v1.0", "-m", "One")
    head = commit(at, {"more.py": ""}, "More")
    git(at, "config", "core.fsmonitor", "touch /tmp/ran")
    (at / ".git" / "hooks" / "post-index-change").write_text("#!/bin/sh\ntouch /tmp/ran\n")
    repo = RunRepo.open(tmp_path / "run", UserRepo.find(at))
    stores = object_stores(repo.object_stores)
    checkout = tmp_path / "checkout"
    repo.checkout(head, checkout, objects=[store.place for store in stores])
    ask = (
        "git describe; git status --porcelain; git log --oneline | wc -l;"
        " git config core.fsmonitor || echo no;"
        " ls .git/hooks 2>/dev/null; ls /tmp/ran 2>/dev/null; touch .git/x || echo held; git branch --list"
    )
    done = Bubblewrap().run(
        Command(["sh", "-c", ask], checkout=checkout, at=at, read=stores, limits=Limits(seconds=20))
    )
    said = done.stdout.decode().splitlines()
    assert said[0].startswith("v1.0-1-g")
    assert said[1:4] == ["2", "no", "held"], done.describe()


def test_unchanged_files_keep_the_time_of_the_users_checkout(git_repo: MakeRepo, tmp_path: Path) -> None:
    at = git_repo()
    for name in ("app.py", "README.md"):
        os.utime(at / name, (1_000_000_000, 1_000_000_000))
    (at / "README.md").write_text("changed\n")
    repo = RunRepo.open(tmp_path / "run", UserRepo.find(at))
    head = git(at, "rev-parse", "HEAD")
    times = repo.user_times(head)
    kept = KeptCheckout(tmp_path)
    repo.again(head, kept, times)()
    assert (kept.tree / "app.py").stat().st_mtime == 1_000_000_000
    assert "README.md" not in times
