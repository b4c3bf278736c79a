"""The hooks stand beside those that are there, whoever wrote them, and leave no trace when they go."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from devflow.errors import ConfigError
from devflow.git.user_repo import UserRepo
from devflow.hooks import installing
from tests.conftest import MakeRepo
from tests.hooks import support
from tests.support import repos, runs
from tests.support.digest import digest

THEIRS = '#!/bin/sh\nprintf "%s|" "$@" >>theirs.log; cat >>theirs.log\nexit ${THEIRS:-0}\n'
# -- as husky 9.1.7 writes it (MIT): the stub of a hook, and what it includes
STUB = '#!/usr/bin/env sh\n. "$(dirname "$0")/h"'
RUNNER = """#!/usr/bin/env sh
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
"""
LEFTHOOK = '#!/bin/sh\ncall_lefthook()\n{\n  lefthook "$@"\n}\ncall_lefthook run "post-commit" "$@"\n'


@pytest.fixture
def checkout(git_repo: MakeRepo) -> Path:
    made = git_repo()
    for sample in (made / ".git/hooks").glob("*.sample"):
        sample.unlink()
    return made


def put(hook: Path, text: str) -> None:
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(text)
    hook.chmod(0o755)


def standing(checkout: Path) -> dict[str, bool]:
    return {each.name: each.installed for each in installing.status(UserRepo.find(checkout))}


def remove(checkout: Path) -> None:
    installing.uninstall(UserRepo.find(checkout))


def test_they_come_and_go_without_a_trace(checkout: Path) -> None:
    put(checkout / ".git/hooks/pre-push", THEIRS)
    before = digest(checkout)
    support.install(checkout)
    assert standing(checkout) == {"post-commit": True, "pre-push": True}
    assert runs.devflow(checkout, "hook", "install", "--json").json["hooks"][0]["installed"]
    remove(checkout)
    assert standing(checkout) == {"post-commit": False, "pre-push": False}
    assert not before.changes(digest(checkout))


def test_what_stood_there_runs_first_with_its_words_and_its_input(checkout: Path) -> None:
    put(checkout / ".git/hooks/pre-push", THEIRS)
    support.remote(checkout)
    support.install(checkout)
    commit = support.commit(checkout, "More")
    support.plain(checkout, "push", "-q", "origin", "main")
    words = (checkout / "theirs.log").read_text()
    assert words.startswith("origin|")
    assert f"refs/heads/main {commit} refs/heads/main" in words


def test_a_refusal_of_what_stood_there_counts(checkout: Path) -> None:
    put(checkout / ".git/hooks/pre-push", THEIRS)
    support.remote(checkout)
    support.install(checkout)
    support.commit(checkout, "More")
    support.plain(checkout, "push", "-q", "origin", "main", env={"THEIRS": "3"}, ok=(1,))


def test_two_hooks_that_are_not_ours_are_a_question(checkout: Path) -> None:
    put(checkout / ".git/hooks/pre-push", THEIRS)
    put(checkout / ".git/hooks/pre-push.before-devflow", STUB)
    with pytest.raises(ConfigError, match="neither"):
        support.install(checkout)
    assert (checkout / ".git/hooks/pre-push").read_text() == THEIRS


@pytest.mark.parametrize("order", ["before", "after"])
def test_pre_commit_and_devflow_live_together(order: str, checkout: Path) -> None:
    says = "{id: says, name: says, entry: sh -c 'echo says >>says.log', language: system, always_run: true, "
    both = "pass_filenames: false, stages: [post-commit, pre-push]}"
    config = f"repos:\n- repo: local\n  hooks:\n  - {says}{both}\n"
    repos.commit(checkout, {".pre-commit-config.yaml": config, "ticket.md": runs.TICKET}, "Configure")
    support.remote(checkout)
    if order == "after":
        support.install(checkout)
    pre_commit(checkout, "install", "-t", "post-commit", "-t", "pre-push")
    if order == "before":
        support.install(checkout)
    else:
        assert standing(checkout) == {"post-commit": True, "pre-push": True}
    heard = support.listen(checkout)
    home = {"PRE_COMMIT_HOME": str(checkout.parent / "pre-commit")}
    commit = support.commit(checkout, f"Ask{support.TRAILER}", env=home)
    assert heard.calls(1) == [f"hook post-commit {commit}"]
    support.plain(checkout, "push", "-q", "origin", "main", env=home)
    assert (checkout / "says.log").read_text() == "says\n" * 2
    remove(checkout)
    assert (checkout / ".git/hooks/post-commit").read_text().count("pre-commit.com")
    assert not list((checkout / ".git/hooks").glob("*devflow*"))


def test_pre_commit_that_is_installed_again_does_not_run_twice(checkout: Path) -> None:
    says = "{id: says, name: says, entry: sh -c 'echo says >>says.log', language: system, always_run: true, "
    config = f"repos:\n- repo: local\n  hooks:\n  - {says}pass_filenames: false, stages: [post-commit]}}\n"
    repos.commit(checkout, {".pre-commit-config.yaml": config}, "Configure")
    for _ in range(2):
        pre_commit(checkout, "install", "-t", "post-commit")
        support.install(checkout)
    heard = support.listen(checkout)
    home = {"PRE_COMMIT_HOME": str(checkout.parent / "pre-commit")}
    support.commit(checkout, f"Ask{support.TRAILER}", env=home)
    assert len(heard.calls(1)) == 1
    assert (checkout / "says.log").read_text() == "says\n"


def pre_commit(checkout: Path, *words: str) -> None:
    program = Path(sys.executable).with_name("pre-commit")
    env = {**runs.environment(), "PRE_COMMIT_HOME": str(checkout.parent / "pre-commit")}
    subprocess.run((program, *words), cwd=checkout, check=True, capture_output=True, env=env)


def test_husky_is_told_what_to_call_and_its_files_stay(checkout: Path) -> None:
    for name in ("post-commit", "pre-push"):
        put(checkout / f".husky/_/{name}", STUB)
    put(checkout / ".husky/_/h", RUNNER)
    repos.git(checkout, "config", "core.hooksPath", ".husky/_")
    done = runs.devflow(checkout, "hook", "install")
    assert done.code == 1
    assert ".husky/post-commit" in done.out
    assert (checkout / ".husky/_/post-commit").read_text() == STUB
    for each in installing.status(UserRepo.find(checkout)):
        each.entry.write_text(f"{each.add}\n")
    assert standing(checkout) == {"post-commit": True, "pre-push": True}
    heard = support.listen(checkout)
    commit = support.commit(checkout, f"Ask{support.TRAILER}")
    assert heard.calls(1) == [f"hook post-commit {commit}"]
    remove(checkout)
    support.commit(checkout, f"Ask{support.TRAILER}")
    assert standing(checkout) == {"post-commit": False, "pre-push": False}


def test_lefthook_is_told_what_to_call(checkout: Path) -> None:
    put(checkout / ".git/hooks/post-commit", LEFTHOOK)
    commit, push = support.install(checkout)
    assert (commit.installed, push.installed) == (False, True)
    assert commit.entry.name == "lefthook.yml"
    assert "post-commit:" in commit.add
    assert (checkout / ".git/hooks/post-commit").read_text() == LEFTHOOK


@pytest.mark.parametrize("text", [RUNNER, '#!/bin/sh\nexec run-hook "${0##*/}"\n'])
def test_a_hook_that_asks_for_its_own_name_keeps_it(text: str, checkout: Path) -> None:
    put(checkout / ".git/hooks/post-commit", text)
    commit, _ = support.install(checkout)
    assert not commit.installed
    assert (checkout / ".git/hooks/post-commit").read_text() == text


def test_a_hooks_folder_of_the_users_own_is_not_written(checkout: Path) -> None:
    (checkout / ".githooks").mkdir()
    repos.git(checkout, "config", "core.hooksPath", ".githooks")
    assert not any(each.installed for each in support.install(checkout))
    assert not list((checkout / ".githooks").iterdir())


@pytest.mark.long
def test_husky_itself_runs_the_line(checkout: Path) -> None:
    (checkout / "package.json").write_text('{"name": "sample", "version": "1.0.0"}')
    # -- where npm's registry is set, which the tests' home directory does not say
    own = Path(pwd.getpwuid(os.getuid()).pw_dir) / ".npmrc"
    env = {**runs.environment(), "HOME": str(checkout.parent), "npm_config_userconfig": str(own)}
    for argv in (("npm", "install", "--no-save", "husky@9.1.7"), ("node_modules/.bin/husky",)):
        subprocess.run(argv, cwd=checkout, check=True, capture_output=True, env=env)
    for each in support.install(checkout):
        assert not each.installed
        each.entry.write_text(f"{each.add}\n")
    assert standing(checkout) == {"post-commit": True, "pre-push": True}
    heard = support.listen(checkout)
    commit = support.commit(checkout, f"Ask{support.TRAILER}")
    assert heard.calls(1) == [f"hook post-commit {commit}"]
