"""A kept checkout is, at each use, what a fresh one would be, whatever was done to it before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from devflow.git.checkouts import clear, taken
from devflow.git.kept_checkout import KeptCheckout
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from tests.conftest import MakeRepo
from tests.support.repos import commit, git

FILES = {
    "app.py": "x = 1\n",
    "src/deep/a.py": "a = 1\n",
    "src/b.py": "b = 1\n",
    ".gitattributes": "*.txt text eol=crlf\n",
    "said.txt": "one\ntwo\n",
    "empty": "",
}
OLD = 1_000_000_000_123_456_789


class Bench:
    """A repository, a run's git directory and a kept checkout of it."""

    def __init__(self, at: Path, folder: Path) -> None:
        (at / "link").symlink_to("app.py")
        (at / "run.sh").write_text("#!/bin/sh\n")
        (at / "run.sh").chmod(0o755)
        self.head = everything(at)
        self.at = at
        self.repo = RunRepo.open(folder / "run", UserRepo.find(at))
        self.folder = folder
        (folder / "slot").mkdir()
        self.kept = KeptCheckout(folder / "slot")
        self.tree = self.kept.tree

    def times(self, commit: str) -> Mapping[str, int]:
        return dict.fromkeys(self.repo.objects.tree(commit), OLD)

    def lay(self, commit: str = "", without: str = "") -> None:
        commit = commit or self.head
        times = {path: time for path, time in self.times(commit).items() if path != without}
        self.repo.again(commit, self.kept, times)()

    def fresh(self, commit: str = "") -> Mapping[str, object]:
        """What a fresh checkout of the commit holds."""
        place = self.folder / "fresh"
        shutil.rmtree(place, ignore_errors=True)
        self.repo.checkout(commit or self.head, place)
        return held(place)


def everything(at: Path) -> str:
    """A commit of all that stands in the checkout."""
    git(at, "add", "--all")
    git(at, "commit", "-q", "-m", "Everything")
    return git(at, "rev-parse", "HEAD")


def held(tree: Path) -> Mapping[str, object]:
    """Everything in a folder: rights, and content or target."""
    return dict(_held(tree))


def _held(tree: Path) -> Iterator[tuple[str, object]]:
    for folder, _, _ in os.walk(tree):
        yield os.path.relpath(folder, tree), os.lstat(folder).st_mode
        for entry in os.scandir(folder):
            if entry.is_symlink():
                yield os.path.relpath(entry.path, tree), str(Path(entry.path).readlink())
            elif entry.is_file():
                content = Path(entry.path).read_bytes()
                yield os.path.relpath(entry.path, tree), (os.lstat(entry.path).st_mode, content)


@pytest.fixture
def bench(git_repo: MakeRepo, tmp_path: Path) -> Bench:
    return Bench(git_repo(FILES), tmp_path)


def rewritten(tree: Path) -> None:
    """Another content of the same size, and all times put back."""
    before = (tree / "app.py").stat()
    with (tree / "app.py").open("r+") as file:
        file.write("x = 2\n")
    os.utime(tree / "app.py", ns=(before.st_atime_ns, before.st_mtime_ns))


def closed(tree: Path) -> None:
    (tree / "src" / "deep" / "left").write_text("left")
    (tree / "src" / "deep").chmod(0)


def swapped(tree: Path) -> None:
    shutil.move(tree / "src", tree.parent / "away")
    (tree / "src").symlink_to(tree.parent / "away")


def linked(tree: Path) -> None:
    (tree / "app.py").unlink()
    os.link(tree / "src" / "b.py", tree / "app.py")


def foldered(tree: Path) -> None:
    (tree / "app.py").unlink()
    (tree / "app.py").mkdir()
    (tree / "app.py" / "in").write_text("in")


def emptied(tree: Path) -> None:
    shutil.rmtree(tree)


MISCHIEF: Mapping[str, Callable[[Path], object]] = {
    "nothing": lambda tree: None,
    "rewritten, with its times put back": rewritten,
    "other rights": lambda tree: (tree / "app.py").chmod(0o777),
    "deleted": lambda tree: (tree / "app.py").unlink(),
    "a file more": lambda tree: (tree / "src" / "more.py").write_text("more"),
    "a folder more": lambda tree: shutil.copytree(tree / "src", tree / "__pycache__"),
    "a closed folder": closed,
    "a closed checkout": lambda tree: tree.chmod(0),
    "an open folder": lambda tree: (tree / "src").chmod(0o777),
    "a folder that is a link now": swapped,
    "another file's link": linked,
    "a file that is a folder now": foldered,
    "a link that leads elsewhere": lambda tree: (
        (tree / "link").unlink(),
        (tree / "link").symlink_to("/etc"),
    ),
    "other attributes": lambda tree: (tree / ".gitattributes").write_text("*.txt -text\n"),
    "a git directory": lambda tree: shutil.copytree(tree / "src", tree / ".git" / "hooks"),
    "all of it gone": emptied,
}


@pytest.mark.parametrize("name", MISCHIEF)
def test_what_was_done_to_it_is_undone(name: str, bench: Bench) -> None:
    bench.lay()
    MISCHIEF[name](bench.tree)
    bench.lay()
    assert held(bench.tree) == bench.fresh()
    assert {(bench.tree / path).lstat().st_mtime_ns for path in bench.times(bench.head)} == {OLD}


def test_what_stands_as_it_was_laid_is_not_written_again(bench: Bench) -> None:
    bench.lay()
    before = {path: (bench.tree / path).lstat().st_ctime_ns for path in bench.times(bench.head)}
    (bench.tree / "app.py").write_text("x = 3\n")
    bench.lay()
    same = [path for path, seen in before.items() if (bench.tree / path).lstat().st_ctime_ns == seen]
    assert set(same) == before.keys() - {"app.py"}


def test_another_commit_is_laid_over_the_one_before(bench: Bench) -> None:
    bench.lay()
    git(bench.at, "rm", "-q", "src/b.py")
    other = commit(bench.at, {"app.py": "x = 9\n", "new/c.py": ""}, "Other")
    for each in (other, bench.head, other):
        bench.lay(each)
        assert held(bench.tree) == bench.fresh(each)


def test_other_attributes_write_every_file_anew(bench: Bench) -> None:
    bench.lay()
    other = commit(bench.at, {".gitattributes": "*.txt text eol=lf\n"}, "Other line ends")
    bench.lay(other)
    assert held(bench.tree) == bench.fresh(other)


def test_a_file_without_a_time_of_its_own_is_as_new_at_each_use(bench: Bench) -> None:
    bench.lay(without="app.py")
    first = (bench.tree / "app.py").stat().st_mtime_ns
    bench.lay(without="app.py")
    assert (bench.tree / "app.py").stat().st_mtime_ns > first > OLD


def test_without_a_record_nothing_is_trusted(bench: Bench) -> None:
    bench.lay()
    (bench.kept.tree.parent / "laid.json").write_text("{")
    (bench.tree / "app.py").write_text("x = 2\n")
    bench.lay()
    assert held(bench.tree) == bench.fresh()


def test_a_submodule_is_an_empty_folder_whatever_was_put_there(bench: Bench) -> None:
    git(bench.at, "update-index", "--add", "--cacheinfo", f"160000,{bench.head},lib/other")
    git(bench.at, "commit", "-q", "-m", "A submodule")
    head = git(bench.at, "rev-parse", "HEAD")
    for _ in range(2):
        bench.lay(head)
        assert not any((bench.tree / "lib" / "other").iterdir())
        (bench.tree / "lib" / "other" / "put.py").write_text("")


def test_a_name_that_is_no_text_is_laid_out_too(bench: Bench) -> None:
    (bench.at / os.fsdecode(b"caf\xe9.txt")).write_text("one\n")
    head = everything(bench.at)
    for _ in range(2):
        bench.lay(head)
        assert held(bench.tree) == bench.fresh(head)


def test_each_has_its_own_and_two_at_once_have_two(tmp_path: Path) -> None:
    with (
        taken(tmp_path, "base") as base,
        taken(tmp_path, "candidate") as one,
        taken(tmp_path, "candidate") as two,
    ):
        places = [each.tree for each in (base, one, two)]
        for place in places:
            place.mkdir()
        assert not any(clear(place.parent) for place in places)
    assert len(set(places)) == 3
    # -- the second of a side goes with its run
    assert [place.exists() for place in places] == [True, True, False]
    with taken(tmp_path, "candidate") as again:
        assert again.tree == places[1]
    assert all(clear(place.parent) for place in places)
    assert not any(place.exists() for place in places)


def test_what_a_killed_process_left_beside_it_is_swept(tmp_path: Path) -> None:
    with taken(tmp_path, "base") as kept:
        left = kept.tree.parent / ".devflow-sandbox-killed"
    left.mkdir()
    with taken(tmp_path, "base"):
        assert not left.exists()
