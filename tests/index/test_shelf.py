"""The kept index survives breakage, old versions, two writers, kills and a full disk."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from array import array
from collections import Counter
from pathlib import Path

import pytest

from devflow.errors import StoreError
from devflow.git.objects import Objects
from devflow.index import Index
from devflow.index.keeping.segment import pack, postings
from devflow.index.keeping.shelf import Shelf
from tests.index.conftest import Commit

TICKET = "apply_discount gives negative prices"


def add(shelf: Shelf, *keys: str) -> None:
    shelf.add("source", keys, ["{}"] * len(keys), pack([[Counter({"word": 1, key: 2})] for key in keys]))


def held(shelf: Shelf, key: str) -> list[tuple[int, list[tuple[int, int]]]]:
    return [
        (segment, list(postings(codes))) for segment, codes in shelf.postings("source", [key]).get(key, [])
    ]


def ranking(repo: Path, commit: str) -> list[str]:
    index = Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))
    ranked = index.rank(commit, TICKET)
    index.close()
    return [file.path for file in ranked]


def test_what_is_added_is_found_by_another_process(tmp_path: Path) -> None:
    add(Shelf(tmp_path), "a", "b")
    other = Shelf(tmp_path)
    assert held(other, "word") == [(1, [(0, 1), (1, 1)])]
    assert set(other.doc_ids(["a", "b", "c"])) == {"a", "b"}
    assert other.count() == 2


def test_a_document_that_is_kept_already_is_not_kept_twice(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    add(shelf, "a")
    add(shelf, "a", "b")
    add(shelf, "a")
    ids = shelf.doc_ids(["a", "b"])
    assert [list(segment.docs) for segment in shelf.segments("source")] == [[ids["a"]], [0, ids["b"]]]


def test_joined_segments_find_the_same_documents(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(40):
        add(shelf, f"doc{number}")
    shelf.merge("source")
    segments = {segment.id: segment for segment in shelf.segments("source")}
    assert len(segments) < 20
    docs = [segments[segment].docs[chunk] for segment, found in held(shelf, "word") for chunk, _ in found]
    assert sorted(docs) == sorted(shelf.doc_ids(f"doc{number}" for number in range(40)).values())
    (segment, found), *_ = held(shelf, "doc39")
    assert segments[segment].docs[found[0][0]] == shelf.doc_ids(["doc39"])["doc39"]


def test_trees_are_kept_and_the_oldest_forgotten(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(60):
        shelf.keep_tree(str(number), array("I", [number]), [f"{number}.py"])
    assert shelf.tree("59") == (array("I", [59]), ["59.py"])
    assert shelf.tree("0") is None


@pytest.mark.parametrize(
    "damage", [b"", b"not a database at all" * 100, None], ids=["empty", "foreign", "torn"]
)
def test_a_broken_file_is_made_anew(repo: Path, shop: str, damage: bytes | None) -> None:
    first = ranking(repo, shop)
    path = repo / ".git" / "devflow" / "index" / "index.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096) if damage is None else damage)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    assert ranking(repo, shop) == first


def test_an_index_of_another_version_is_made_anew(repo: Path, shop: str) -> None:
    first = ranking(repo, shop)
    with sqlite3.connect(repo / ".git" / "devflow" / "index" / "index.db") as base:
        base.execute("PRAGMA user_version = 9999")
        base.execute("DELETE FROM postings")
    assert ranking(repo, shop) == first


def test_a_folder_that_cannot_be_made_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as caught:
        Shelf(tmp_path / "file" / "index")
    assert caught.value.code == "E_INDEX"


FULL = """
import resource, sys
from pathlib import Path
from devflow.errors import StoreError
from devflow.git.objects import Objects
from devflow.index import Index
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
git = Path(sys.argv[1]) / ".git"
try:
    Index(git / "devflow/index", Objects(git)).rank(sys.argv[2], "price")
except StoreError as error:
    sys.exit(error.code)
"""


def test_a_full_disk_is_a_named_error_and_mends_itself(repo: Path, shop: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(repo), shop, "40000"], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "E_INDEX"
    assert ranking(repo, shop)[0] == "shop/price.py"


WORK = """
import sys
from pathlib import Path
from devflow.git.objects import Objects
from devflow.index import Index
git = Path(sys.argv[1]) / ".git"
print("ready", flush=True)
Index(git / "devflow/index", Objects(git)).rank(sys.argv[2], "price")
"""


def start(repo: Path, commit: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", WORK, str(repo), commit], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def many(commit: Commit) -> str:
    body = "\n\n".join(f"def handle_{n}(price):\n    return price + {n}" for n in range(40))
    files = {f"pkg/module_{number}.py": f"VALUE = {number}\n\n{body}\n" for number in range(60)}
    return commit({**files, "pkg/price.py": "def apply_discount(price):\n    return price\n"})


def test_a_kill_at_any_moment_leaves_an_index_that_works(repo: Path, commit: Commit) -> None:
    base = many(commit)
    for delay in (0.0, 0.1, 0.2, 0.3, 0.45):
        child = start(repo, base)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert ranking(repo, base)[0] == "pkg/price.py"


def test_processes_that_index_at_once_agree(repo: Path, commit: Commit) -> None:
    base = many(commit)
    children = [start(repo, base) for _ in range(3)]
    first = ranking(repo, base)
    assert [child.wait() for child in children] == [0, 0, 0]
    assert first == ranking(repo, base)
    docs = Shelf(repo / ".git" / "devflow" / "index")
    listed = [doc for segment in docs.segments("source") for doc in segment.docs if doc]
    assert len(listed) == len(set(listed)) == 61


def test_an_interrupted_run_leaves_no_process_behind(repo: Path, commit: Commit) -> None:
    base = many(commit)
    child = start(repo, base)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    child.wait(10)
    time.sleep(0.3)
    left = [each.name for each in Path("/proc").iterdir() if str(repo) in _command(each)]
    assert left == []


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text(errors="replace")
    except OSError:
        return ""
