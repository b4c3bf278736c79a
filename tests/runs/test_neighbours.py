"""Repositories and surroundings as users have them: a run ends well or by name and touches nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched
from tests.support.kept import newest, steps

CHECK = ("--check", "grep -q subtract app.py")


def shallow(repo: Path) -> Path:
    """A clone of the last commit only."""
    repos.commit(repo, {"README.md": "# later\n"}, "Later")
    clone = repo.with_name("shallow")
    repos.git(repo, "clone", "-q", "--depth", "1", repo.as_uri(), str(clone))
    return clone


def submodule(repo: Path) -> Path:
    """A submodule with a change of the user's in it."""
    other = repos.make(repo.with_name("other"), {"lib.py": "x = 1\n"})
    repos.git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "vendor")
    repos.git(repo, "commit", "-q", "-m", "Take the other in")
    repos.write(repo, {"vendor/lib.py": "x = 2\n"})
    return repo


def sparse(repo: Path) -> Path:
    """A checkout that leaves most folders out."""
    repos.commit(repo, {"big/data.py": "x = 1\n"}, "Add data")
    repos.git(repo, "sparse-checkout", "set", "tests")
    assert not (repo / "big").exists()
    return repo


def corrupt_index(repo: Path) -> Path:
    """An index that git cannot read."""
    (repo / ".git/index").write_bytes(b"DIRC rubbish")
    return repo


def odd_name(repo: Path) -> Path:
    """A folder whose name needs quoting everywhere."""
    return repo.rename(repo.with_name("wïth \"quotes\" and 'spaces'"))


def packed(repo: Path) -> Path:
    """All objects and refs are packed."""
    repos.git(repo, "gc", "-q")
    repos.git(repo, "pack-refs", "--all")
    return repo


@pytest.mark.parametrize("place", [shallow, submodule, sparse, corrupt_index, odd_name, packed])
def test_a_run_ends_ready_in_each_kind_of_repository(
    place: Callable[[Path], Path], git_repo: MakeRepo
) -> None:
    checkout = place(git_repo())
    with untouched(checkout):
        ended = runs.start(checkout, [runs.GOOD], *CHECK)
    assert ended.code == 0, ended.err
    assert "def subtract" in repos.git(checkout, "show", f"{ended.json['branch']}:app.py")


AROUND: Mapping[str, tuple[Mapping[str, str], Sequence[str]]] = {
    "git's variables": ({"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": "/x"}, ()),
    "git's configuration by variables": (
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.bare", "GIT_CONFIG_VALUE_0": "true"},
        (),
    ),
    "a language": ({"LC_ALL": "C", "LANGUAGE": "ja:de", "TZ": "Pacific/Kiritimati"}, ()),
    "a closed umask": ({}, ("sh", "-c", 'umask 077; exec "$@"', "sh")),
    "an open umask": ({}, ("sh", "-c", 'umask 000; exec "$@"', "sh")),
    "no home": ({}, ("env", "-u", "HOME", "-u", "XDG_CONFIG_HOME")),
}


@pytest.mark.parametrize("name", AROUND)
def test_a_run_ends_ready_in_each_kind_of_surroundings(
    name: str, git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = git_repo()
    variables, within = AROUND[name]
    with untouched(checkout), monkeypatch.context() as around:
        for key, value in variables.items():
            around.setenv(key, value)
        ended = runs.start(checkout, [runs.GOOD], *CHECK, within=within)
    assert ended.code == 0, ended.err


def in_the_way(checkout: Path) -> None:
    repos.git(checkout, "branch", "devflow")


def lost_object(checkout: Path) -> None:
    blob = repos.git(checkout, "rev-parse", "HEAD:app.py")
    (checkout / ".git/objects" / blob[:2] / blob[2:]).unlink()


@pytest.mark.parametrize(
    ("fault", "error"), [(in_the_way, "E_BRANCH_CONFLICT"), (lost_object, "E_REPO_CORRUPT")]
)
def test_what_cannot_be_worked_with_is_named(
    fault: Callable[[Path], None], error: str, git_repo: MakeRepo
) -> None:
    checkout = git_repo()
    fault(checkout)
    with untouched(checkout):
        ended = runs.start(checkout, [runs.GOOD], *CHECK)
    assert (ended.code, f"[{error}]" in ended.err, "Traceback" in ended.err) == (4, True, False), ended.err


HELD = f"{runs.GOOD}\nlib/extra.cfg\n<<<<<<< SEARCH\n=======\n[x]\n>>>>>>> REPLACE\n"


def commits(checkout: Path) -> None:
    repos.commit(checkout, {"app.py": "# mine now\n"}, "Go on meanwhile")


def collects(checkout: Path) -> None:
    repos.git(checkout, "gc", "-q", "--prune=now")


def prunes(checkout: Path) -> None:
    repos.git(checkout, "worktree", "prune")
    shutil.rmtree(checkout / ".git/devflow/runs")


def forgets_the_index(checkout: Path) -> None:
    shutil.rmtree(checkout / ".git/devflow/index")


@pytest.mark.parametrize("deed", [commits, collects, prunes, forgets_the_index])
def test_what_the_user_does_during_a_pause_loses_nothing(
    deed: Callable[[Path], None], git_repo: MakeRepo
) -> None:
    checkout = git_repo()
    assert runs.start(checkout, [HELD], *CHECK).code == 3
    base = newest(checkout)[1].base
    deed(checkout)
    with untouched(checkout):
        ended = runs.devflow(checkout, "answer", "last", "--yes", "--json")
    assert ended.code == 0, ended.err
    assert repos.git(checkout, "rev-parse", f"{ended.json['branch']}^") == base
    assert steps(checkout, "calls") == ["spec", "patch"]


def test_a_base_that_the_user_threw_away_is_named(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    first = repos.git(checkout, "rev-parse", "HEAD")
    repos.commit(checkout, {"app.py": f"{repos.SAMPLE['app.py']}# more\n"}, "To be thrown away")
    assert runs.start(checkout, [HELD], *CHECK).code == 3
    repos.git(checkout, "reset", "-q", "--hard", first)
    repos.git(checkout, "reflog", "expire", "--expire=now", "--all")
    repos.git(checkout, "gc", "-q", "--prune=now")
    with untouched(checkout):
        ended = runs.devflow(checkout, "answer", "last", "--yes")
    assert (ended.code, "Traceback" in ended.err) == (4, False), ended.err
    assert "[E_" in ended.err
