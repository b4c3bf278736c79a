"""The program that digests a batch of blobs in a process of its own: hostile input ends it, not devflow.

Started by pool.py; reads a line of JSON for each blob, tells on stderr which one it is at, and writes one
packed segment a kind to stdout.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO

from devflow.git.command import conversation
from devflow.index.keeping.segment import pack
from devflow.index.reading.digest import Digest, digest
from devflow.languages import grammar

MEMORY = 2 << 30
_JUST_WORDS = "words"


@dataclass(frozen=True, slots=True)
class Job:
    """One blob to digest."""

    blob: str
    kind: str
    path: str
    care: str = ""
    """`words`: do not parse it, its grammar has already ended a worker."""


@dataclass(slots=True)
class _Batch:
    jobs: list[Job] = field(default_factory=list)
    counts: list[list[Counter[str]]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)


def main(git_dir: str, lines: IO[str], out: IO[bytes]) -> None:
    """Digest what `lines` name and write the segments."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    jobs = [Job(*json.loads(line)) for line in lines]
    batches: dict[str, _Batch] = {}
    parent = os.getppid()
    for number, (job, data) in enumerate(_contents(Path(git_dir), jobs)):
        os.write(2, b"%d\n" % number)
        if os.getppid() != parent:
            return
        made = _digest(job, data)
        batch = batches.setdefault(job.kind, _Batch())
        batch.jobs.append(job)
        batch.counts.append(made.counts)
        batch.records.append(record(made))
    for kind, batch in batches.items():
        _write(out, kind, batch)


def _contents(git_dir: Path, jobs: Sequence[Job]) -> Iterator[tuple[Job, bytes]]:
    """Each job with its blob's bytes; a blob that git does not have is taken for an empty one.

    Not `Objects.blobs`: a worker must start fast, and that module brings pydantic with it.
    """
    with conversation(git_dir, "cat-file", "--batch") as (to_git, from_git):
        to_git.write(b"".join(job.blob.encode() + b"\n" for job in jobs[:1]))
        for job, following in zip_longest(jobs, jobs[1:]):
            # -- one ahead: git unpacks the next blob while this one is digested
            to_git.write(following.blob.encode() + b"\n" if following else b"")
            to_git.flush()
            head = from_git.readline().split()
            yield job, from_git.read(int(head[2]) + 1)[:-1] if len(head) == 3 else b""


def _digest(job: Job, data: bytes) -> Digest:
    known = grammar(job.path) if job.care != _JUST_WORDS else None
    made = digest(data, known, pieces=job.kind != "test", headings=job.kind == "document")
    if job.care:
        made.note = "its parser failed"
    return made


def record(made: Digest) -> str:
    """What is kept of a blob beside its postings, as JSON."""
    chunks = [(chunk.first_line, chunk.last_line, chunk.symbol, chunk.kind) for chunk in made.chunks]
    kept: dict[str, object] = {"chunks": chunks}
    if made.imports:
        kept["imports"] = made.imports
    if made.note:
        kept["note"] = made.note
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _write(out: IO[bytes], kind: str, batch: _Batch) -> None:
    packed = pack(batch.counts)
    head = {
        "kind": kind,
        "blobs": [job.blob for job in batch.jobs],
        "paths": [job.path for job in batch.jobs],
        "records": batch.records,
        "chunks": list(packed.chunks_by_doc),
        "buckets": [(number, len(data)) for number, data in packed.buckets.items()],
        "lengths": len(packed.lengths),
    }
    text = json.dumps(head, separators=(",", ":")).encode("utf-8", "surrogatepass")
    out.write(len(text).to_bytes(8, "little") + text + packed.lengths.tobytes())
    out.writelines(packed.buckets.values())


def retry_plainly(jobs: Sequence[Job], place: int) -> list[Job]:
    """The jobs again after the one at `place` ended a worker: not parsed, then left out."""
    culprit = jobs[place]
    plain = [] if culprit.care else [Job(culprit.blob, culprit.kind, culprit.path, _JUST_WORDS)]
    return [*jobs[:place], *plain, *jobs[place + 1 :]]


def start(git_dir: str) -> None:
    """The program itself."""
    main(git_dir, sys.stdin, sys.stdout.buffer)
