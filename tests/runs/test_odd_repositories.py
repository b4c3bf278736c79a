"""Repositories made to mislead git, cases 143 to 149: a run ends ready or refuses by name."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched


def alternates(checkout: Path, room: Path) -> Path:
    """143: objects lie in another repository, whose own lie in a third."""
    for name in ("second", "third"):
        repos.git(room, "clone", "--quiet", "--shared", str(checkout), str(room / name))
        checkout = room / name
    return checkout


def replaced(checkout: Path, room: Path) -> Path:
    """145: the commit is said to be another one, in which the code is not what was reviewed."""
    real = repos.git(checkout, "rev-parse", "HEAD")
    (checkout / "app.py").write_text("def add(first, second):\n    return 0\n")
    repos.git(checkout, "commit", "--quiet", "-am", "another")
    other = repos.git(checkout, "rev-parse", "HEAD")
    repos.git(checkout, "reset", "--quiet", "--hard", real)
    repos.git(checkout, "replace", real, other)
    assert "return 0" in repos.git(checkout, "show", "HEAD:app.py")  # -- git itself is misled
    return checkout


def submodule(checkout: Path, room: Path) -> Path:
    """146: a submodule whose path ends in a carriage return, with a hook where it would be checked out."""
    inner = repos.make(room / "inner", {"f": "x\n"})
    commit = repos.git(inner, "rev-parse", "HEAD")
    (checkout / ".gitmodules").write_text(f'[submodule "s"]\n\tpath = "sub\\r"\n\turl = {inner}\n')
    repos.git(checkout, "add", ".gitmodules")
    repos.git(checkout, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub\r")
    repos.git(checkout, "commit", "--quiet", "-m", "a submodule")
    hooks = checkout / ".git" / "modules" / "s" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {room}/MARKER\n")
    (hooks / "post-checkout").chmod(0o755)
    return checkout


MAKE = {"143 R-alternates": alternates, "145 R-replace": replaced, "146 R-submodule": submodule}


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
def test_a_repository_that_misleads_git_springs_nothing(
    git_repo: MakeRepo, tmp_path: Path, make: Callable[[Path, Path], Path]
) -> None:
    checkout = make(git_repo(), tmp_path)
    with untouched(checkout):
        ended = runs.start(checkout, [runs.GOOD])
    assert not (tmp_path / "MARKER").exists()
    if ended.code == 0:
        branch = ended.json["branch"]
        written = repos.git(checkout, "--no-replace-objects", "show", f"{branch}:app.py")
        assert "return first + second" in written
        assert "return 0" not in written
    else:
        assert (ended.code, "E_REPO" in ended.err) == (4, True), ended.err


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can give files away")
def test_a_repository_of_another_user_is_refused_or_served_and_stays_theirs(git_repo: MakeRepo) -> None:
    """147 R-safe.directory: git trusts nothing in it, and devflow has no configuration of theirs to trust."""
    checkout = git_repo()
    subprocess.run(["chown", "-R", "65534:65534", str(checkout)], check=True)
    before = {path: path.stat().st_mtime_ns for path in checkout.glob("[!.]*")}
    ended = runs.start(checkout, [runs.GOOD])
    assert ended.code in {0, 2, 4}, ended.err
    assert ended.code == 0 or "E_REPO" in ended.err, ended.err
    assert {path: path.stat().st_mtime_ns for path in checkout.glob("[!.]*")} == before


def test_links_in_a_circle_pipes_and_devices_are_passed_over(git_repo: MakeRepo) -> None:
    """149 R-symlink-loop: some of it in the commit, some in the checkout, where a reader would wait."""
    checkout = git_repo()
    for name, target in (("one", "two"), ("two", "one"), ("tests/here", "."), ("loop.py", "loop.py")):
        (checkout / name).symlink_to(target)
    repos.git(checkout, "add", "-A")
    repos.git(checkout, "commit", "--quiet", "-m", "Links")
    for name in ("pipe", "tests/test_pipe.py", "_version.py", "requirements.txt", ".env", "package.json"):
        os.mkfifo(checkout / name)
    if os.geteuid() == 0:
        os.mknod(checkout / "zero.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    assert runs.devflow(checkout, "doctor", "--json").code in {0, 2}  # -- 2: no model
    ended = runs.start(checkout, [runs.GOOD])
    assert ended.code == 0, ended.err
    changed = repos.git(checkout, "diff", "--name-only", ended.json["base"], ended.json["branch"]).split()
    assert changed == ["app.py", "tests/test_app.py"]
