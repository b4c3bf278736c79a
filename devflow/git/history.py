"""A git directory for a throw-away checkout: it tells the history, and holds nothing of the user's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from devflow.git.command import git
from devflow.git.user_repo import UserRepo


def lay_history(user: UserRepo, commit: str, index: Path, to: Path, objects: Sequence[Path]) -> None:
    """Make `to/.git`: HEAD at the commit, the tags, the index; no branch, hook, remote or configuration.

    `index` is a git index of the commit. `objects` are where the object stores stand for whoever reads the
    history, which may not be where they stand here.
    """
    folder = to / ".git"
    (folder / "objects" / "info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text(f"{commit}\n")
    (folder / "config").write_text(_config(user.object_format))
    (folder / "objects" / "info" / "alternates").write_text("".join(f"{path}\n" for path in objects))
    tags = git(user.git_dir, "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags").stdout
    (folder / "packed-refs").write_bytes(tags)
    shutil.copyfile(index, folder / "index")
    if (user.common_dir / "shallow").exists():
        shutil.copyfile(user.common_dir / "shallow", folder / "shallow")


def times_of(user: UserRepo, paths: Sequence[str]) -> Mapping[str, int]:
    """When files of the user's checkout were last written, in nanoseconds since the epoch."""
    found = {}
    for path in paths:
        try:
            found[path] = os.lstat(f"{user.root}/{path}").st_mtime_ns
        except OSError:
            continue
    return found


def _config(object_format: str) -> str:
    if object_format == "sha1":
        return "[core]\n\tbare = false\n\trepositoryformatversion = 0\n"
    told = f"[extensions]\n\tobjectFormat = {object_format}\n"
    return f"[core]\n\tbare = false\n\trepositoryformatversion = 1\n{told}"
