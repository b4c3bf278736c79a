"""What differs between a commit that is known and another: a step of ten files must not cost a whole tree."""

from __future__ import annotations

from pathlib import Path

from devflow.git.command import git
from devflow.git.objects import SUBMODULE, TreeEntry

_MOST_PATHS = 400
_ABSENT = "000000"


def changed_files(git_dir: Path, known: str, commit: str) -> tuple[list[TreeEntry], set[str]] | None:
    """Files that `commit` has otherwise than `known`, and every path that changed; None where it is much."""
    listing = git(
        git_dir, "diff-tree", "-r", "-z", "--raw", "--no-renames", known, commit, ok=(0, 128)
    ).stdout
    fields = listing.split(b"\0")[:-1]
    if not fields or len(fields) > 2 * _MOST_PATHS:
        return None
    present: list[tuple[str, str, str]] = []
    touched: set[str] = set()
    for head, raw in zip(fields[::2], fields[1::2], strict=True):
        _, mode, _, blob, _ = head.decode().split()
        try:
            path = raw.decode()
        except UnicodeDecodeError:
            continue
        touched.add(path)
        if mode not in (_ABSENT, SUBMODULE):
            present.append((path, mode, blob))
    sizes = _sizes(git_dir, [blob for _, _, blob in present])
    return [TreeEntry(path, mode, blob, sizes.get(blob, -1)) for path, mode, blob in present], touched


def _sizes(git_dir: Path, blobs: list[str]) -> dict[str, int]:
    if not blobs:
        return {}
    names = "".join(f"{blob}\n" for blob in blobs).encode()
    listing = git(git_dir, "cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=names).stdout
    pairs = (line.split() for line in listing.decode().splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def new_commits(git_dir: Path, known: str, commit: str, limit: int) -> list[str] | None:
    """The commits from `known` to `commit`, newest first; None where it is no ancestor or they are many."""
    left = git(git_dir, "rev-list", "--max-count=1", known, f"^{commit}", "--", ok=(0, 128))
    if left.code or left.stdout.strip():
        return None
    found = (
        git(git_dir, "rev-list", f"--max-count={limit + 1}", commit, f"^{known}", "--")
        .stdout.decode()
        .split()
    )
    return found if len(found) <= limit else None
