"""The run's own git directory: candidates by plumbing, nothing of the user's run or changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from devflow.errors import RepoError
from devflow.git.branches import branch_name
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.handoffs import FileEdit, Verb
from tests.conftest import MakeRepo
from tests.support import repos
from tests.support.digest import untouched

WHEN = 1_700_000_000


def open_run(checkout: Path) -> tuple[UserRepo, RunRepo, str]:
    user = UserRepo.find(checkout)
    return user, RunRepo.open(user.state / "runs" / "r1", user), user.resolve()


def edits(**contents: str | None) -> list[FileEdit]:
    return [
        FileEdit(path=path, content=text if text is None else text.encode())
        for path, text in contents.items()
    ]


def test_a_candidate_differs_from_the_base_in_its_paths_only(git_repo: MakeRepo) -> None:
    _, run, base = open_run(git_repo({"a.py": "1\n", "b.py": "2\n", "c/d.py": "3\n"}))
    changes = [
        FileEdit(path="a.py", content=b"one\r\n\xff"),
        FileEdit(path="b.py", content=None),
        FileEdit(path="new/é.py", content=b""),
    ]
    commit = run.commit(base, base, changes, "Change\n", WHEN)
    changed = {file.path: file.verb for file in run.objects.changed(base, commit)}
    assert changed == {"a.py": Verb.MODIFY, "b.py": Verb.DELETE, "new/é.py": Verb.CREATE}
    assert run.objects.read(commit, "a.py") == b"one\r\n\xff"
    assert run.objects.read(commit, "b.py") is None


def test_the_same_edits_give_the_same_commit(git_repo: MakeRepo) -> None:
    _, run, base = open_run(git_repo())
    change = [FileEdit(path="app.py", content=b"x\n")]
    assert run.commit(base, base, change, "m", WHEN) == run.commit(base, base, change, "m", WHEN)


def test_an_executable_stays_one_and_a_new_file_is_plain(git_repo: MakeRepo) -> None:
    checkout = git_repo({"run.sh": "echo\n"})
    (checkout / "run.sh").chmod(0o755)
    repos.git(checkout, "commit", "-qam", "Make it run")
    _, run, base = open_run(checkout)
    commit = run.commit(base, base, edits(**{"run.sh": "echo 2\n", "new.sh": "echo\n"}), "m", WHEN)
    assert {path: entry.mode for path, entry in run.objects.tree(commit).items()} == {
        "run.sh": "100755",
        "new.sh": "100644",
    }


def test_a_second_attempt_lies_on_the_first_and_its_parent_is_the_base(git_repo: MakeRepo) -> None:
    checkout = git_repo({"a.py": "1\n", "b.py": "2\n"})
    _, run, base = open_run(checkout)
    first = run.commit(base, base, [FileEdit(path="a.py", content=b"one\n")], "m", WHEN)
    second = run.commit(base, first, [FileEdit(path="b.py", content=b"two\n")], "m", WHEN)
    assert [file.path for file in run.objects.changed(base, second)] == ["a.py", "b.py"]
    run.publish(base, second)
    assert repos.git(checkout, "rev-parse", f"{second}^") == base


def test_a_candidates_files_are_listed_as_git_lists_them_anew(git_repo: MakeRepo) -> None:
    checkout = git_repo({"a.py": "1\n", "b": "2\n", "c/d.py": "3\n"})
    repos.write(checkout, {":(top)odd": "4\n"})
    (checkout / os.fsdecode(b"caf\xe9.txt")).write_text("5\n")
    repos.git(checkout, "add", "-A")
    repos.git(checkout, "commit", "-qm", "A name that is not UTF-8")
    _, run, base = open_run(checkout)
    changes = edits(**{"a.py": None, "b/inside.py": "now a folder\n", ":(top)odd": "four\n", "é.py": ""})
    run.objects.tree(base)
    commit = run.commit(base, base, changes, "m", WHEN)
    run.objects.changed(base, commit)
    listed = Objects(run.git_dir)
    assert run.objects.tree(commit) == listed.tree(commit)
    assert set(run.objects.tree(commit)) == {"b/inside.py", "c/d.py", ":(top)odd", "é.py"}
    assert set(run.objects.entries(commit)) == set(listed.entries(commit))
    assert "caf\udce9.txt" in {entry.path for entry in run.objects.entries(commit)}


def test_indexes_of_commits_go_with_the_run(git_repo: MakeRepo) -> None:
    _, run, base = open_run(git_repo())
    commit = run.commit(base, base, edits(**{"app.py": "x\n"}), "m", WHEN)
    assert run.index_of(commit) == run.index_of(commit)
    folder = run.folder
    del run
    assert [left.name for left in folder.iterdir()] == ["git"]


def test_a_checkout_has_the_files_and_no_git_directory(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout = git_repo({"a.py": "1\n", "bin/run": "echo\n"})
    (checkout / "bin/run").chmod(0o755)
    (checkout / "link").symlink_to("a.py")
    repos.git(checkout, "add", "link", "bin/run")
    repos.git(checkout, "commit", "-qm", "More")
    _, run, base = open_run(checkout)
    run.checkout(base, tmp_path / "laid out")
    names = {
        path.relative_to(tmp_path / "laid out").as_posix() for path in (tmp_path / "laid out").rglob("*")
    }
    assert names == {"a.py", "bin", "bin/run", "link"}
    assert (tmp_path / "laid out/bin/run").stat().st_mode & stat.S_IXUSR
    assert os.readlink(tmp_path / "laid out/link") == "a.py"  # noqa: PTH115 - the raw target


def test_publishing_adds_a_branch_and_nothing_else(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    user, run, base = open_run(checkout)
    commit = run.commit(base, base, [FileEdit(path="app.py", content=b"x\n")], "m", WHEN)
    with untouched(checkout):
        run.publish(base, commit)
        user.create_branch("devflow/x-1", commit)
    assert repos.git(checkout, "rev-parse", "devflow/x-1") == commit
    repos.git(checkout, "fsck", "--strict")


def test_a_branch_is_never_moved(git_repo: MakeRepo) -> None:
    user, run, base = open_run(git_repo())
    commit = run.commit(base, base, [FileEdit(path="app.py", content=b"x\n")], "m", WHEN)
    run.publish(base, commit)
    user.create_branch("devflow/x", base)
    with pytest.raises(RepoError) as conflict:
        user.create_branch("devflow/x", commit)
    assert conflict.value.code == "E_BRANCH_CONFLICT"
    assert user.branch_commit("devflow/x") == base


def test_a_branch_called_devflow_is_named_as_the_conflict(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    repos.git(checkout, "branch", "devflow")
    user, _, base = open_run(checkout)
    with pytest.raises(RepoError) as conflict:
        user.create_branch("devflow/x", base)
    assert conflict.value.code == "E_BRANCH_CONFLICT"


def test_an_approval_is_a_note_on_the_commit(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    user, _, base = open_run(checkout)
    identity = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    with untouched(checkout):
        user.add_note(base, "Approved-by: Ada\n", identity)
    assert user.note(base) == "Approved-by: Ada\n"
    assert "Approved-by: Ada" in repos.git(checkout, "notes", "--ref=devflow", "show", base)


def test_an_interrupted_opening_leaves_nothing_in_the_way(git_repo: MakeRepo) -> None:
    user, run, base = open_run(git_repo())
    (run.folder / "git-leftover").mkdir()
    again = RunRepo.open(run.folder, user)
    assert again.has(base)


def test_a_shallow_clone_works(git_repo: MakeRepo, tmp_path: Path) -> None:
    origin = git_repo()
    repos.commit(origin, {"app.py": "later\n"}, "Later")
    repos.git(tmp_path, "clone", "-q", "--depth=1", origin.as_uri(), "shallow")
    _, run, base = open_run(tmp_path / "shallow")
    commit = run.commit(base, base, [FileEdit(path="app.py", content=b"x\n")], "m", WHEN)
    run.publish(base, commit)
    assert [past.commit for past in run.objects.history(commit, 5)] == [commit, base]


def test_a_sha256_repository_works(tmp_path: Path) -> None:
    checkout = tmp_path / "repo"
    checkout.mkdir()
    repos.git(checkout, "init", "-q", "--object-format=sha256")
    repos.commit(checkout, {"a.py": "1\n"}, "Begin")
    user, run, base = open_run(checkout)
    commit = run.commit(base, base, edits(**{"a.py": None, "b.py": "2\n"}), "m", WHEN)
    run.publish(base, commit)
    user.create_branch("devflow/x", commit)
    assert len(commit) == 64


def test_dirty_files_are_named_without_touching_the_index(git_repo: MakeRepo) -> None:
    checkout = git_repo({"a.py": "1\n", "b.py": "2\n", "c.py": "3\n"})
    repos.write(checkout, {"a.py": "changed\n", "b.py": "staged\n", "new.py": "untracked\n"})
    repos.git(checkout, "add", "b.py")
    with untouched(checkout):
        _, run, base = open_run(checkout)
        assert run.dirty(base) == ("a.py", "b.py")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Download filtered records as CSV", "devflow/download-filtered-records-as-csv-r1"),
        ("../../etc", "devflow/etc-r1"),
        ("日本語", "devflow/r1"),
        ("x" * 200, f"devflow/{'x' * 40}-r1"),
        ("a.lock ~^:?*[\\", "devflow/a-lock-r1"),
    ],
)
def test_a_branch_name_is_plain_and_short(title: str, expected: str) -> None:
    assert branch_name(title, "r1") == expected
