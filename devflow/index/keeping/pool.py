"""Digesting many blobs: batches in worker processes on every core, none of them left behind."""

from __future__ import annotations

import json
import os
import sys
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import devflow
from devflow import process
from devflow.git.command import clean_env
from devflow.index.keeping.segment import Packed
from devflow.index.keeping.worker import Job, retry_plainly

BATCH_BYTES = 6 << 20
_BATCH_FILES = 4_000
_SECONDS = 240.0
_MOST_RETRIES = 8
_WHOLE = 1 << 40
# -- -I: nothing of the current directory, which may be the repository's, is imported
_START = """
import sys
sys.path.insert(0, sys.argv[1])
from devflow.index.keeping import worker
worker.start(sys.argv[2])
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A worker's segment of one kind."""

    kind: str
    blobs: list[str]
    paths: list[str]
    records: list[str]
    packed: Packed


def digest_all(git_dir: Path, jobs: Sequence[tuple[Job, int]]) -> Iterator[list[Made]]:
    """The segments of all jobs (each with its size in bytes), batch by batch as they are done."""
    batches = list(_batches(jobs))
    if len(batches) == 1:
        yield _digest_batch(git_dir, batches[0], None)
        return
    stop = Event()
    with ThreadPoolExecutor(min(len(batches), os.cpu_count() or 1)) as threads:
        try:
            waiting = {threads.submit(_digest_batch, git_dir, batch, stop) for batch in batches}
            while waiting:
                done, waiting = _next(waiting)
                yield from (future.result() for future in done)
        finally:
            stop.set()
            threads.shutdown(wait=False, cancel_futures=True)


def _next(waiting: set[Future[list[Made]]]) -> tuple[set[Future[list[Made]]], set[Future[list[Made]]]]:
    done, left = wait(waiting, return_when=FIRST_COMPLETED)
    return done, left


def _batches(jobs: Sequence[tuple[Job, int]]) -> Iterator[list[Job]]:
    """Batches of even size, at least one for each core where it pays."""
    total = sum(size for _, size in jobs)
    cores = os.cpu_count() or 1
    limit = min(BATCH_BYTES, max(total // cores + 1, 1 << 18))
    batch: list[Job] = []
    held = 0
    for job, size in jobs:
        batch.append(job)
        held += size
        if held >= limit or len(batch) >= _BATCH_FILES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _digest_batch(git_dir: Path, jobs: list[Job], stop: Event | None) -> list[Made]:
    """Run a worker on a batch; a file that ends it is tried once without its parser, then left out."""
    for _ in range(_MOST_RETRIES):
        done = _run(git_dir, jobs, stop)
        if done.ok or not jobs or (stop is not None and stop.is_set()):
            return _read(done.stdout) if done.ok else []
        jobs = retry_plainly(jobs, _place(done.stderr, len(jobs)))
    return []


def _run(git_dir: Path, jobs: list[Job], stop: Event | None) -> process.Completed:
    lines = "".join(json.dumps([job.blob, job.kind, job.path, job.care]) + "\n" for job in jobs)
    root = str(Path(devflow.__file__).parent.parent)
    return process.run(
        (sys.executable, "-I", "-c", _START, root, str(git_dir)),
        env=clean_env(),
        stdin=lines.encode(),
        timeout=_SECONDS if stop is not None else None,
        head=_WHOLE,
        watch=(lambda _pid: "stopped" if stop.is_set() else None) if stop is not None else None,
    )


def _place(said: bytes, count: int) -> int:
    """The number of the job that a worker was at when it ended."""
    numbers = [line for line in said.split(b"\n") if line.isdigit()]
    return min(int(numbers[-1]), count - 1) if numbers else 0


def _read(data: bytes) -> list[Made]:
    found = []
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 8], "little")
        head = json.loads(data[at + 8 : at + 8 + size])
        at += 8 + size
        lengths = array("I", data[at : at + 4 * head["lengths"]])
        at += 4 * head["lengths"]
        buckets = {}
        for number, length in head["buckets"]:
            buckets[number] = data[at : at + length]
            at += length
        packed = Packed(array("I", head["chunks"]), lengths, buckets)
        found.append(Made(head["kind"], head["blobs"], head["paths"], head["records"], packed))
    return found
