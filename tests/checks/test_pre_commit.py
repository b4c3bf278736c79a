"""Hooks of pre-commit as a check: those that are installed, on the patch's files, candidate against base."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.checks.needs.hook_store import hook_store
from devflow.checks.needs.outfit import Outfit
from devflow.checks.needs.supplies import Supplies
from devflow.checks.needs.supplying import supply
from devflow.checks.runners.base import Package
from devflow.checks.runners.pre_commit import findings, named_hooks
from devflow.config import Checks
from devflow.handoffs import CheckResult
from devflow.process import Completed
from tests.checks.place import Place

OWN = Path(sys.executable).parent
LOCAL = """
repos:
- repo: local
  hooks:
  - {id: no-print, name: no print, language: pygrep, entry: 'print\\(', types: [python]}
  - {id: neat, name: neat, language: system, entry: 'sed -i s/,2/,9/', files: app}
"""
APP = "x = (1,2)\nprint(x)\n"


class GitPlace(Place):
    """A place whose checkouts are git's, as those of runs are."""

    def tree(self, files: Mapping[str, str]) -> Path:
        folder = super().tree(files)
        for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
            subprocess.run(
                ["git", "-c", "user.name=x", "-c", "user.email=x@y", *words], cwd=folder, check=True
            )
        return folder


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own, and the environment that holds pre-commit first on PATH."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "store"))
    monkeypatch.setenv("PATH", f"{OWN}:{os.environ['PATH']}")
    return tmp_path / "store"


@pytest.fixture
def place(tmp_path: Path) -> GitPlace:
    """A repo with two hooks that fail on its own file already."""
    return GitPlace(tmp_path, None, {".pre-commit-config.yaml": LOCAL, "app.py": APP, "old.py": "print()\n"})


def checked(place: GitPlace, edits: Mapping[str, str | None]) -> CheckResult:
    """The result of the hooks."""
    return place.result(edits, supplies=supplied(place))


def supplied(place: GitPlace) -> Supplies:
    """What a run would give to its checks."""
    tree = {path: _Entry() for path in place.base}
    return supply(Checks(), place.at, tree, lambda path: place.base.get(path, "").encode(), None)


class _Entry:
    mode, size = "100644", 1


def test_only_what_the_patch_adds_counts(place: GitPlace) -> None:
    result = checked(place, {"app.py": f"# said\n{APP}", "new.py": "y = 1\n"})
    assert (result.name, result.status, result.before.failed, result.after.failed) == (
        "pre-commit",
        "green",
        2,
        2,
    )
    worse = checked(place, {"app.py": f"{APP}print(3)\n", "new.py": "print(4)\n"})
    assert worse.status == "red", worse.output
    assert sorted((change.id, change.detail) for change in worse.new_failures) == [
        ("app.py: no-print", "print(3)"),
        ("new.py: no-print", "print(4)"),
    ]


def test_what_the_patch_mends_is_told_and_a_deleted_file_is_not_asked_for(place: GitPlace) -> None:
    result = checked(place, {"app.py": "x = (1,2)\n", "old.py": None})
    assert result.status == "green"
    assert {change.id for change in result.fixed} == {"app.py: no-print", "old.py: no-print"}
    assert checked(place, {"old.py": None}).status == "green"


def test_the_configuration_of_the_candidate_is_not_believed(place: GitPlace) -> None:
    result = checked(place, {".pre-commit-config.yaml": "repos: []\n", "new.py": "print(4)\n"})
    assert result.status == "red"


def test_a_program_outside_of_the_environment_is_found_on_path(
    place: GitPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pre-commit").symlink_to(OWN / "pre-commit")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    assert place.checks()[0].argv[0] == str(tmp_path / "bin" / "pre-commit")
    assert checked(place, {"new.py": "print(4)\n"}).status == "red"


def test_hooks_of_other_repositories_are_run_once_they_are_installed(tmp_path: Path, place: GitPlace) -> None:
    hooks = tmp_path / "hooks"
    manifest = [
        {"id": "todo", "name": "todo", "language": "script", "entry": "todo.sh"},
        {"id": "made", "name": "made", "language": "python", "entry": "made"},
    ]
    script = '#!/bin/sh\nfor f; do grep -Hn TODO "$f" && code=1; done; exit ${code:-0}\n'
    GitPlace.tree(place, {".pre-commit-hooks.yaml": json.dumps(manifest), "todo.sh": script}).rename(hooks)
    (hooks / "todo.sh").chmod(0o755)
    git = ["git", "-C", str(hooks), "-c", "user.name=x", "-c", "user.email=x@y"]
    subprocess.run([*git, "commit", "-qam", "x"], check=True)
    rev = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout
    of_others = f"- repo: {hooks}\n  rev: '{rev.strip()}'\n  hooks: [{{id: todo}}, {{id: made}}]\n"
    place.base[".pre-commit-config.yaml"] = LOCAL + of_others
    result = checked(place, {"new.py": "y = 1  # TODO\n"})
    assert result.status == "green"
    assert "Left out: not installed: todo, made." in result.reason
    (place.at / ".pre-commit-config.yaml").write_text(f"repos:\n{of_others.replace(', {id: made}', '')}")
    subprocess.run(["git", "init", "-q"], cwd=place.at, check=True)
    subprocess.run([OWN / "pre-commit", "install-hooks"], cwd=place.at, check=True)
    result = checked(place, {"new.py": "y = 1  # TODO\n"})
    assert [change.id for change in result.new_failures] == ["new.py: todo"], result.output
    assert "Left out: not installed: made." in result.reason


def test_an_environment_that_was_not_made_to_its_end_is_not_installed(
    place: GitPlace, own_store: Path
) -> None:
    config = "repos: [{repo: local, hooks: [{id: a, language: python, additional_dependencies: [b]}]}]"
    assert hooks(config) == ((), ("a",))
    own_store.mkdir()
    clone = own_store / "repo1" / "py_env-python3"
    clone.mkdir(parents=True)
    with sqlite3.connect(own_store / "db.db") as db:
        db.execute("CREATE TABLE repos (repo, ref, path)")
        db.execute("INSERT INTO repos VALUES ('local:b', '1', ?)", (str(clone.parent),))
    assert hooks(config) == ((), ("a",))
    (clone / ".install_state_v2").touch()
    assert hooks(config) == (("a",), ())
    assert hook_store(None).folder == own_store


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("", ((), ())),
        ("[", ((), ())),
        ("repos: 3", ((), ())),
        ("repos: [{repo: local, hooks: [{id: a, language: system}, 4]}, 5]", (("a",), ())),
        ("repos: [{repo: local, hooks: [{id: a, language: docker}]}]", ((), ("a",))),
        ("repos: [{repo: local, hooks: [{id: a, language: system, stages: [pre-push]}]}]", ((), ())),
        ("{default_stages: [manual], repos: [{repo: local, hooks: [{id: a, language: system}]}]}", ((), ())),
        ("repos: [{repo: meta, hooks: [{id: identity}]}]", ((), ())),
        ("repos: [{repo: 'https://nowhere', rev: 1, hooks: [{id: a}]}]", ((), ("a",))),
    ],
)
def test_hooks_that_concern_a_commit_are_told_apart(config: str, told: object) -> None:
    assert hooks(config) == told


def hooks(config: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids that can be run, and those that are missing."""
    found = named_hooks(
        Package(frozenset([".pre-commit-config.yaml"]), lambda _: config.encode(), Path("/at"))
    )
    return tuple(hook["id"] for repo in found.runnable["repos"] for hook in repo["hooks"]), found.missing


SAYS = """\
fine.....................................................................Passed
- hook id: fine
- duration: 0.1s

app.py:1: not a finding

ruff.....................................................................Failed
- hook id: ruff
- exit code: 1

F401 [*] `os` imported but unused
 --> app.py:1:8
  |
1 | import os

eslint...................................................................Failed
- hook id: eslint
- exit code: 1

/at/web/a.js
  1:7  error  'y' is never   used  no-unused-vars

ends.....................................................................Failed
- hook id: ends
- exit code: 1
- files were modified by this hook

Fixing app.py

mute.....................................................................Failed
- hook id: mute
- files were modified by this hook
types....................................................................Failed
- hook id: types
- exit code: 2

other.py:3: error: of a file that was not given
app.py:3:4: error: bad  [misc]
Found 2 errors in 1 file (checked 1 source file)
"""


def test_findings_of_known_shapes_are_read_without_numbers_that_move() -> None:
    line = "set -- ./app.py './web/a.js' ; rest"
    found = findings(Completed(("sh", "-c", line), 1, SAYS.encode(), b"", 0.1), Path("/at"))
    assert found is not None
    assert sorted(found) == [
        ("", "mute", "it changed files"),
        ("app.py", "ends", "Fixing app.py"),
        ("app.py", "ruff", "F401 [*] `os` imported but unused"),
        ("app.py", "types", "error: bad  [misc]"),
        ("web/a.js", "eslint", "error 'y' is never used no-unused-vars"),
    ]


@pytest.mark.parametrize(
    ("code", "said"), [(1, b"An error has occurred: InvalidConfigError"), (3, b""), (-9, b"")]
)
def test_a_pre_commit_that_fails_itself_says_nothing_of_the_candidate(code: int, said: bytes) -> None:
    assert findings(Completed(("sh", "-c", "set -- ; x"), code, said, b"", 0.1), Path("/at")) is None


def test_a_store_that_setup_filled_comes_before_the_users_own(tmp_path: Path) -> None:
    outfit = Outfit(tmp_path, exact=True)
    assert hook_store(outfit).folder == tmp_path / "store"
    (outfit.home / ".cache/pre-commit").mkdir(parents=True)
    (outfit.home / ".cache/pre-commit/db.db").touch()
    assert hook_store(outfit).folder == outfit.home / ".cache/pre-commit"
    assert str(hook_store(outfit).place).startswith("/tmp/home/")
