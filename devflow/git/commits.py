"""What git says of the commits that a run has made, wherever they can still be read."""

from __future__ import annotations

from pathlib import Path

from devflow.git.command import git
from devflow.git.user_repo import UserRepo


class RunCommits:
    """The commits of one run: in its own git directory while that is there, else in the user's."""

    def __init__(self, folder: Path, user: UserRepo) -> None:
        self._user = user
        own = folder / "git"
        self._git_dir = own if (own / "HEAD").exists() else user.git_dir

    def tree(self, commit: str) -> str:
        """The id of a commit's tree; empty where the commit or its tree cannot be read."""
        named = self._header(commit).get("tree", ())
        found = bool(named) and git(self._git_dir, "cat-file", "-e", named[0], ok=(0, 1, 128)).code == 0
        return named[0] if found else ""

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit; none where it cannot be read."""
        return self._header(commit).get("parent", ())

    def branch(self, name: str) -> str:
        """The commit that a branch of the user's stands at; empty where there is no such branch."""
        return self._user.branch_commit(name)

    def _header(self, commit: str) -> dict[str, tuple[str, ...]]:
        """Trees and parents that a commit object names; read plainly, so that no configuration has a say."""
        done = git(self._git_dir, "cat-file", "commit", commit, ok=(0, 1, 128))
        found: dict[str, tuple[str, ...]] = {}
        for line in done.stdout.decode(errors="replace").partition("\n\n")[0].splitlines():
            key, _, value = line.partition(" ")
            found[key] = (*found.get(key, ()), value)
        return found if done.code == 0 else {}
