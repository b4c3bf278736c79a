"""The file: a git bundle of the candidate, and of a commit whose `run.json` holds the run's rows."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devflow.errors import RepoError, StoreError
from devflow.git.command import git
from devflow.git.run_repo import RunRepo, identity
from devflow.git.user_repo import UserRepo
from devflow.store.packing import Packed, pack, unpack
from devflow.store.store import Run, RunState, Store

RUN_REF, CANDIDATE_REF = "refs/devflow/run", "refs/devflow/candidate"
MOST_BYTES = 64 << 20
_MOST_ROWS = 32 << 20
_MOST_HEADER = 4096
_FILE = "run.json"
_FORMATS = {"sha1": b"# v2 git bundle\n", "sha256": b"# v3 git bundle\n@object-format=sha256\n"}
_LINE = re.compile(rb"(-?)([0-9a-f]{40}|[0-9a-f]{64})(?: (.*))?")
# -- ends at which a run has a commit to show
SHOWN = (RunState.READY, RunState.APPROVED, RunState.REJECTED)


@dataclass(frozen=True)
class Opened:
    """A bundle that was read into a git directory of its own, which goes when it is closed."""

    repo: RunRepo
    state: str
    """The commit that holds the rows."""
    candidate: str
    """The commit to review; empty where the run has none to show."""
    packed: Packed


def save(user: UserRepo, store: Store, run: Run, file: Path) -> None:
    """Write a run into a file; `git bundle verify` understands it.

    Raises:
        StoreError: the file cannot be written, or another process works on the run.
    """
    with store.hold(run.id) as folder:
        repo = RunRepo.open(folder, user)
        candidate = run.head if run.state in SHOWN and run.head and repo.has(run.head) else ""
        state = _commit_rows(repo, pack(store, run), run, candidate)
        write(repo, state, candidate, run.base, file)


def write(repo: RunRepo, state: str, candidate: str, base: str, file: Path) -> None:
    """Write the file of a run whose commits are in a git directory.

    Raises:
        StoreError: the file cannot be written.
    """
    wanted = f"{state}\n^{base}\n" if candidate else f"{state}\n"
    packed = git(repo.git_dir, "pack-objects", "--revs", "--stdout", "-q", stdin=wanted.encode()).stdout
    lines = [f"-{base} base\n"] if candidate else []
    lines += [f"{state} {RUN_REF}\n", *([f"{candidate} {CANDIDATE_REF}\n"] if candidate else []), "\n"]
    try:
        file.write_bytes(_FORMATS[repo.user.object_format] + "".join(lines).encode() + packed)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror or error}.") from None


@contextmanager
def opened(user: UserRepo, file: Path) -> Iterator[Opened]:
    """Read a bundle, whoever wrote it. Nothing of the user's is written.

    Raises:
        StoreError: it is too large, or no bundle of a run (E_BUNDLE).
        RepoError: the commit that it starts from is not in this repository (E_BUNDLE_BASE).
    """
    head, packed = _split(file)
    refs, needs = _header(head)
    user.state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bundle-", dir=user.state) as room:
        repo = RunRepo.open(Path(room), user)
        for commit in needs:
            if not repo.has(commit):
                raise lost_base(commit)
        limit = f"--max-input-size={MOST_BYTES}"
        try:
            git(repo.git_dir, "index-pack", "--stdin", "--strict", limit, stdin=packed)
            rows = _rows(repo, refs[RUN_REF])
        except RepoError as error:
            raise _no_bundle(file, error.message) from None
        yield Opened(repo, refs[RUN_REF], refs.get(CANDIDATE_REF, ""), unpack(rows))


def lost_base(commit: str) -> RepoError:
    """Says that a base is not here."""
    hint = "Fetch the branch that the run started from, with its history: git fetch --unshallow."
    message = f"The run starts from {commit[:12]}, which is not in this repository."
    return RepoError(message, hint, code="E_BUNDLE_BASE")


def _commit_rows(repo: RunRepo, rows: bytes, run: Run, candidate: str) -> str:
    """A commit that holds the rows. It stands on the candidate: who keeps the one keeps the other."""
    blob = git(repo.git_dir, "hash-object", "-w", "--stdin", stdin=rows).stdout.decode().strip()
    tree = git(repo.git_dir, "mktree", stdin=f"100644 blob {blob}\t{_FILE}\n".encode()).stdout.decode()
    parent = ("-p", candidate) if candidate else ()
    message = ("commit-tree", tree.strip(), *parent, "-m", f"devflow run {run.id}")
    return git(repo.git_dir, *message, env=identity(int(run.updated))).stdout.decode().strip()


def _split(file: Path) -> tuple[bytes, bytes]:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror or error}.", code="E_BUNDLE") from None
    if len(data) > MOST_BYTES:
        raise _no_bundle(file, f"it is larger than {MOST_BYTES >> 20} MiB")
    head, end, _ = data[:_MOST_HEADER].partition(b"\n\n")
    if not end:
        raise _no_bundle(file, "it has no header of one")
    return head + b"\n", data[len(head) + len(end) :]


def _header(head: bytes) -> tuple[dict[str, str], list[str]]:
    """The commits by their refs, and those that must be there already."""
    refs: dict[str, str] = {}
    needs = []
    for text in _FORMATS.values():
        if head.startswith(text):
            for line in head.removeprefix(text).splitlines():
                found = _LINE.fullmatch(line)
                if found is None:
                    raise _no_bundle(None, "its header cannot be read")
                needed, commit, name = found.groups()
                if needed:
                    needs.append(commit.decode())
                else:
                    refs[(name or b"").decode(errors="replace")] = commit.decode()
            break
    if RUN_REF not in refs or set(refs) - {RUN_REF, CANDIDATE_REF}:
        raise _no_bundle(None, "it does not hold what a run's bundle holds")
    return refs, needs


def _rows(repo: RunRepo, state: str) -> bytes:
    """The file in the commit, once its size is known to be within bounds."""
    listing = git(repo.git_dir, "ls-tree", "-z", "-l", f"{state}^{{tree}}").stdout.split(b"\0")
    if len(listing) != 2 or not listing[0].endswith(f"\t{_FILE}".encode()):
        raise StoreError("The bundle does not hold one run.", code="E_BUNDLE")
    mode, kind, blob, size = listing[0].partition(b"\t")[0].split()
    if (mode, kind) != (b"100644", b"blob") or int(size) > _MOST_ROWS:
        raise StoreError("The run in the bundle is too large, or no file.", code="E_BUNDLE")
    return repo.objects.blob(blob.decode())


def _no_bundle(file: Path | None, why: str) -> StoreError:
    name = str(file) if file else "The file"
    hint = "`devflow bundle save RUN FILE` makes one."
    return StoreError(f"{name} is no bundle of a run: {why}.", hint, code="E_BUNDLE")
