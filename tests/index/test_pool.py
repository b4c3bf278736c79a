"""Workers digest in batches; one bad blob costs itself only."""

from __future__ import annotations

from pathlib import Path

from devflow.index.keeping.pool import digest_all
from devflow.index.keeping.worker import Job, retry_plainly
from tests.index.conftest import Commit, run

JOBS = [Job("a" * 40, "source", f"{name}.py") for name in "abc"]


def test_many_batches_give_every_blob_once(repo: Path, commit: Commit) -> None:
    commit({f"f{number}.py": f"def f{number}():\n    return {number}\n" for number in range(60)})
    listing = run(repo, "ls-tree", "-r", "HEAD").splitlines()
    blobs = [line.split()[2] for line in listing]
    jobs = [
        (Job(blob, "source", line.split("\t")[1]), 30_000) for blob, line in zip(blobs, listing, strict=True)
    ]
    made = [each for batch in digest_all(repo / ".git", jobs) for each in batch]
    assert sorted(blob for each in made for blob in each.blobs) == sorted(blobs)
    assert len(made) > 1


def test_a_blob_that_git_does_not_have_does_not_stop_the_others(repo: Path, commit: Commit) -> None:
    commit({"a.py": "def wheel(): pass\n"})
    blob = run(repo, "rev-parse", "HEAD:a.py").strip()
    jobs = [(Job("0" * 40, "source", "gone.py"), 10), (Job(blob, "source", "a.py"), 10)]
    (made,) = next(iter(digest_all(repo / ".git", jobs)))
    assert made.blobs == ["0" * 40, blob]
    assert "wheel" in made.records[1]


def test_a_file_that_ends_a_worker_is_tried_without_its_parser_then_left_out() -> None:
    once = retry_plainly(JOBS, 1)
    assert [(job.path, job.care) for job in once] == [("a.py", ""), ("b.py", "words"), ("c.py", "")]
    assert [job.path for job in retry_plainly(once, 1)] == ["a.py", "c.py"]
