"""A run goes from one machine to another as one file, and what was changed on the way is refused by name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devflow.bundle import files
from devflow.errors import StoreError
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.store.packing import unpack
from tests.bundle.support import Rows, rewrite
from tests.support import repos, runs
from tests.support.digest import untouched


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a repository, a run in it that is ready, and its bundle."""
    folder = tmp_path_factory.mktemp("made")
    checkout = repos.make(folder / "repo", repos.SAMPLE)
    begun = runs.start(checkout, [runs.GOOD])
    assert begun.code == 0, begun.err
    assert runs.devflow(checkout, "bundle", "save", "last", str(folder / "run.bundle")).code == 0
    return folder


@pytest.fixture
def fresh(made: Path, tmp_path: Path) -> Path:
    """A clone without devflow's state, and the bundle beside it."""
    repos.git(tmp_path, "clone", "-q", "--no-local", "--single-branch", "-b", "main", f"{made}/repo", "fresh")
    shutil.copy(made / "run.bundle", tmp_path / "run.bundle")
    repos.git(tmp_path, "init", "-q", "--bare", "origin.git")
    return tmp_path / "fresh"


def check(fresh: Path) -> runs.Ended:
    return runs.devflow(fresh, "bundle", "check", "../run.bundle", "--json")


def push(fresh: Path) -> runs.Ended:
    return runs.devflow(
        fresh, "bundle", "push", "../run.bundle", "--to", f"{fresh.parent}/origin.git", "--json"
    )


def test_a_run_is_checked_and_pushed_from_a_clone_that_never_saw_it(fresh: Path) -> None:
    with untouched(fresh):
        told = push(fresh)
    assert told.code == 0, told.err
    branch, commit = told.json["branch"], told.json["commit"]
    assert repos.git(fresh.parent / "origin.git", "rev-parse", f"refs/heads/{branch}") == commit
    assert told.json["pushed"]
    assert not push(fresh).json["pushed"]


def test_git_itself_understands_the_file(fresh: Path) -> None:
    repos.git(fresh, "bundle", "verify", "../run.bundle")


def test_a_loaded_run_is_sent_back_and_approved_here(fresh: Path, tmp_path: Path) -> None:
    assert runs.devflow(fresh, "bundle", "load", "../run.bundle").code == 0
    shown = runs.devflow(fresh, "review", "last", "--json").json
    assert shown["state"] == "ready"
    assert "+def subtract" in shown["diff"]
    assert runs.devflow(fresh, "show", "last", "--verify").code == 0
    assert runs.devflow(fresh, "approve", "last", "--json").json["state"] == "approved"


def test_a_branch_that_stands_elsewhere_is_not_moved(fresh: Path) -> None:
    branch = check(fresh).json["branch"]
    repos.git(fresh, "push", "-q", f"{fresh.parent}/origin.git", f"main:refs/heads/{branch}")
    ended = push(fresh)
    assert (ended.code, "E_BRANCH_CONFLICT" in ended.err) == (4, True)


def test_a_bundle_for_another_base_is_refused(fresh: Path) -> None:
    other = repos.make(fresh.parent / "other", {"else.txt": "x\n"})
    ended = runs.devflow(other, "bundle", "check", "../run.bundle")
    assert (ended.code, "E_BUNDLE_BASE" in ended.err) == (4, True)
    repos.git(fresh, "switch", "-q", "--orphan", "unrelated")
    repos.commit(fresh, {"else.txt": "x\n"}, "Begin")
    assert "E_BUNDLE_BASE" in check(fresh).err


def handoff(rows: Rows, kind: str) -> dict[str, Any]:
    """The row of a receipt."""
    found: dict[str, Any] = [row for row in rows["receipts"] if row["kind"] == kind][-1]
    return found


def green(rows: Rows) -> None:
    """Another outcome of a check."""
    row = handoff(rows, "CheckReport")
    row["handoff"] = row["handoff"].replace('"status":"green"', '"status":"red"', 1)


def wider(rows: Rows) -> None:
    """A scope that holds everything."""
    row = handoff(rows, "Scope")
    scope = json.loads(row["handoff"])
    scope["permits"].append({"pattern": "**", "verbs": ["modify", "create", "delete"], "reason": "x"})
    row["handoff"] = json.dumps(scope, separators=(",", ":"))


def elsewhere(rows: Rows) -> None:
    rows["run"]["branch"] = "main"


def stranger(rows: Rows) -> None:
    rows["run"]["ticket"] = rows["run"]["ticket"].replace("subtract", "multiply")


def other_head(rows: Rows) -> None:
    rows["run"]["head"] = rows["run"]["base"]


def judged(rows: Rows) -> None:
    rows["receipts"] = [row for row in rows["receipts"] if row["kind"] != "GuardReport"]


@pytest.mark.parametrize("change", [green, wider, elsewhere, stranger, other_head, judged])
def test_rows_that_were_changed_do_not_hold_together(change: Callable[[Rows], None], fresh: Path) -> None:
    rewrite(fresh, change)
    ended = push(fresh)
    assert (ended.code, "E_BUNDLE_BROKEN" in ended.err) == (4, True), ended.err
    assert repos.git(fresh.parent / "origin.git", "branch", "--list") == ""


def test_rows_that_were_written_anew_and_say_the_same_hold(fresh: Path) -> None:
    rewrite(fresh, lambda rows: None)
    assert check(fresh).code == 0


def test_another_commit_is_refused(fresh: Path) -> None:
    def swap(repo: RunRepo, commit: str) -> str:
        tree = repo.tree_of(commit)
        return repos.git(repo.git_dir, "commit-tree", tree, "-p", f"{commit}^", "-m", "closes #1")

    rewrite(fresh, lambda rows: None, swap)
    assert "E_BUNDLE_BROKEN" in push(fresh).err


def no_run(rows: Rows) -> None:
    del rows["run"]["base"]


def no_kind(rows: Rows) -> None:
    rows["receipts"][0]["kind"] = "Store"


def no_handoff(rows: Rows) -> None:
    rows["receipts"][0]["handoff"] = "{}"


def another_run(rows: Rows) -> None:
    rows["events"][0]["run"] = "aaaaaa"


def more(rows: Rows) -> None:
    rows["files"] = []


def path(rows: Rows) -> None:
    rows["run"]["id"] = "../../x"


def deep(rows: Rows) -> None:
    rows["run"]["pins"] = "[" * 100_000


@pytest.mark.parametrize("change", [no_run, no_kind, no_handoff, another_run, more, path, deep])
def test_rows_of_another_shape_are_no_run(change: Callable[[Rows], None], fresh: Path) -> None:
    with files.opened(UserRepo.find(fresh), fresh.parent / "run.bundle") as found:
        rows = json.loads(found.packed.model_dump_json())
    assert unpack(json.dumps(rows).encode()) == found.packed
    change(rows)
    with pytest.raises(StoreError) as refused:
        unpack(json.dumps(rows).encode())
    assert refused.value.code == "E_BUNDLE"


@pytest.mark.parametrize("cut", [0, 10, 100, 600, -30])
def test_a_file_that_was_cut_is_no_bundle(cut: int, fresh: Path) -> None:
    file = fresh.parent / "run.bundle"
    file.write_bytes(file.read_bytes()[:cut])
    ended = check(fresh)
    assert (ended.code, "[E_BUNDLE]" in ended.err) == (4, True), ended.err


def test_a_file_that_is_not_there_is_told(fresh: Path) -> None:
    (fresh.parent / "run.bundle").unlink()
    assert "[E_BUNDLE]" in check(fresh).err


def test_this_machines_configuration_counts_and_not_the_bundles(fresh: Path) -> None:
    def open_up(rows: Rows) -> None:
        pins = json.loads(rows["run"]["pins"])
        pins["config"]["sandbox"] = "none"
        pins["replies"]["record"] = str(fresh.parent / "written")
        rows["run"]["pins"] = json.dumps(pins)

    rewrite(fresh, open_up)
    assert runs.devflow(fresh, "bundle", "load", "../run.bundle").code == 0
    runs.devflow(fresh, "send-back", "last", "--to", "checks", "--note", "again")
    shown = runs.devflow(fresh, "review", "last", "--json").json
    assert shown["report"]["sandbox"] != "none"
    assert not (fresh.parent / "written").exists()


def out_of_scope(tmp_path: Path) -> Path:
    """The bundle of a run whose machine allows every path, and whose model used that."""
    checkout = repos.make(tmp_path / "repo", repos.SAMPLE)
    (tmp_path / "wide" / "devflow").mkdir(parents=True)
    (tmp_path / "wide" / "devflow" / "config.toml").write_text('[scope]\nallow = ["**"]\n')
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    more = "elsewhere/notes.txt\n<<<<<<< SEARCH\n=======\nmine\n>>>>>>> REPLACE\n"
    script = runs.write_script(tmp_path / "s.jsonl", ("spec", runs.SPEC), ("patch", f"{runs.GOOD}\n{more}"))
    told = ("run", "../ticket.md", "--script", str(script), "--json")
    ended = runs.devflow(checkout, *told, env={"XDG_CONFIG_HOME": str(tmp_path / "wide")})
    assert ended.code == 0, ended.err
    assert runs.devflow(checkout, "bundle", "save", "last", "../run.bundle").code == 0
    return checkout


def test_a_scope_that_holds_together_and_that_policy_does_not_give_is_not_believed(tmp_path: Path) -> None:
    checkout = out_of_scope(tmp_path)
    told = ("bundle", "check", "../run.bundle")
    refused = runs.devflow(checkout, *told)
    assert (refused.code, "[E_SCOPE]" in refused.err) == (1, True), refused.err
    assert "elsewhere/notes.txt" in refused.err
    allowed = runs.devflow(checkout, *told, env={"XDG_CONFIG_HOME": str(tmp_path / "wide")})
    assert allowed.code == 0, allowed.err


def test_a_run_that_was_pushed_is_fetched_again_though_its_branch_is_gone(fresh: Path) -> None:
    told = push(fresh).json
    origin = fresh.parent / "origin.git"
    repos.git(origin, "branch", "-q", "-D", told["branch"])
    words = ("bundle", "fetch", told["run"], "../again.bundle", "--from", str(origin))
    assert runs.devflow(fresh, *words).code == 0
    assert runs.devflow(fresh, "bundle", "check", "../again.bundle").code == 0
    missing = runs.devflow(fresh, "bundle", "fetch", "zzzzzz", "../no.bundle", "--from", str(origin))
    assert (missing.code, "E_RUN_NOT_FOUND" in missing.err) == (4, True)
