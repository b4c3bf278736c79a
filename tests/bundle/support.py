"""A bundle written anew by somebody who wants it to say something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devflow.bundle import files
from devflow.git.command import git
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from tests.support import repos

Rows = dict[str, Any]


def rewrite(
    fresh: Path, change: Callable[[Rows], None], commit: Callable[[RunRepo, str], str] | None = None
) -> None:
    """Write the bundle anew, as one would who wants it to say something else."""
    user, file = UserRepo.find(fresh), fresh.parent / "run.bundle"
    with files.opened(user, file) as found:
        rows = json.loads(found.packed.model_dump_json())
        change(rows)
        candidate = commit(found.repo, found.candidate) if commit else found.candidate
        git_dir = found.repo.git_dir
        blob = git(git_dir, "hash-object", "-w", "--stdin", stdin=json.dumps(rows).encode()).stdout.decode()
        tree = git(
            git_dir, "mktree", stdin=f"100644 blob {blob.strip()}\trun.json\n".encode()
        ).stdout.decode()
        state = repos.git(git_dir, "commit-tree", tree.strip(), "-m", "x")
        wanted = f"{state}\n{candidate}\n^{found.packed.run['base']}\n".encode()
        pack = git(git_dir, "pack-objects", "--revs", "--stdout", "-q", stdin=wanted).stdout
        head = f"# v2 git bundle\n-{found.packed.run['base']} b\n{state} {files.RUN_REF}\n"
        file.write_bytes(f"{head}{candidate} {files.CANDIDATE_REF}\n\n".encode() + pack)
