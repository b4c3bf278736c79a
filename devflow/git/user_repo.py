"""The user's repository: found and read; written only by adding objects, a new branch and a note."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from devflow.errors import RepoError
from devflow.git.command import git

NOTES = "refs/notes/devflow"
_KIND = ("--is-bare-repository", "--is-inside-git-dir")
_PLACES = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--show-object-format")


@dataclass(frozen=True)
class UserRepo:
    """Where the user's checkout and git directory are.

    Nothing here touches the checkout, the index, HEAD, the stash or the configuration.
    """

    root: Path
    """The checkout that devflow was started in; a worktree's own root when it is one."""
    git_dir: Path
    common_dir: Path
    """The git directory that all worktrees share."""
    object_format: str
    """sha1 or sha256."""

    @classmethod
    def find(cls, start: Path) -> UserRepo:
        """The repository whose checkout holds `start`.

        Raises:
            RepoError: there is none (E_NO_REPO), it is bare (E_REPO_BARE) or of a kind that devflow cannot
                work with safely (E_REPO_UNSUPPORTED).
        """
        try:
            bare, inside, *said = _say(start, *_KIND, *_PLACES).split("\n")
        except RepoError as error:
            if "must be run in a work tree" not in error.message:
                raise
            bare, inside, said = "true", "", []
        if "true" in (bare, inside):
            hint = "Run devflow in a checkout: git worktree add ../checkout, then cd ../checkout."
            raise RepoError(f"{start} is a bare repository or a git directory.", hint, code="E_REPO_BARE")
        # -- a path may hold a line end: then it is one question a call
        if len(said) != len(_PLACES):
            said = [_say(start, place) for place in _PLACES]
        root, git_dir, common, objects = said
        found = cls(Path(root), Path(git_dir), (start / common).resolve(), objects)
        found._refuse_partial_clone()
        return found

    @property
    def state(self) -> Path:
        """Where devflow keeps its store, index and runs: never seen by `git status`."""
        return self.common_dir / "devflow"

    @property
    def checkouts(self) -> Path:
        """Where checkouts are kept from check to check."""
        return self.state / "checkouts"

    @property
    def setups(self) -> Path:
        """Where `devflow setup` keeps what it made."""
        return self.state / "setup"

    def resolve(self, ref: str = "HEAD") -> str:
        """The commit that a name stands for.

        Raises:
            RepoError: there is no commit yet, or no such name (E_NO_BASE).
        """
        done = git(
            self.git_dir,
            "rev-parse",
            "--verify",
            "-q",
            "--end-of-options",
            f"{ref}^{{commit}}",
            ok=(0, 1, 128),
        )
        commit = done.stdout.decode().strip()
        if done.code == 0 and commit:
            return commit
        if ref == "HEAD":
            hint = "Commit something first: git add . && git commit."
            raise RepoError("The repository has no commit to start from.", hint, code="E_NO_BASE")
        raise RepoError(f"No commit is named {ref}.", "`git log --oneline` lists commits.", code="E_NO_BASE")

    def receive(self, pack: bytes) -> None:
        """Add the objects of a pack to the user's object store."""
        git(self.git_dir, "unpack-objects", "-q", stdin=pack)

    def branch_commit(self, branch: str) -> str:
        """The commit a local branch stands at; empty where there is no such branch."""
        done = git(self.git_dir, "rev-parse", "--verify", "-q", f"refs/heads/{branch}", ok=(0, 1, 128))
        return done.stdout.decode().strip() if done.code == 0 else ""

    def create_branch(self, branch: str, commit: str) -> None:
        """Make a branch that must not exist yet; it is never moved.

        Raises:
            RepoError: a branch stands in the way (E_BRANCH_CONFLICT).
        """
        absent = "0" * len(commit)
        try:
            git(
                self.git_dir,
                "update-ref",
                "-m",
                "devflow: ready for review",
                f"refs/heads/{branch}",
                commit,
                absent,
            )
        except RepoError as error:
            hint = "Rename the branch that is in the way, then `devflow resume` the run."
            raise RepoError(
                f"The branch {branch} cannot be made: {error.message}", hint, code="E_BRANCH_CONFLICT"
            ) from error

    def add_note(self, commit: str, text: str, identity: dict[str, str]) -> None:
        """Say something of a commit under refs/notes/devflow, replacing what was said before."""
        git(
            self.git_dir,
            "notes",
            f"--ref={NOTES}",
            "add",
            "-f",
            "-F",
            "-",
            commit,
            stdin=text.encode(),
            env=identity,
        )

    def note(self, commit: str) -> str:
        """What the devflow note of a commit says; empty where there is none."""
        done = git(self.git_dir, "notes", f"--ref={NOTES}", "show", commit, ok=(0, 1, 128))
        return done.stdout.decode(errors="replace") if done.code == 0 else ""

    def user_name(self) -> str:
        """Who the user is to git, as `Name <address>`; empty where git does not know."""
        # -- the user's own configuration is what is asked for here, and reading it runs nothing
        plain = {"GIT_CONFIG_GLOBAL": str(Path.home() / ".gitconfig")}
        asked = ("config", "-z", "--get-regexp", r"^user\.(name|email)$")
        said = git(self.git_dir, *asked, env=plain, ok=(0, 1, 128)).stdout.decode(errors="replace")
        # -- where a key is set several times, the last one counts
        parts = dict(record.partition("\n")[::2] for record in said.split("\0"))
        name, address = (parts.get(key, "").strip() for key in ("user.name", "user.email"))
        return f"{name} <{address}>" if address else name

    def _refuse_partial_clone(self) -> None:
        pattern = r"^(extensions\.partialclone|remote\..*\.promisor)$"
        done = git(self.git_dir, "config", "--get-regexp", pattern, ok=(0, 1))
        if re.search(rb"(?m)^extensions\.partialclone|promisor true", done.stdout):
            hint = "Fetch everything first: git fetch --refetch --no-filter, in a full clone."
            raise RepoError("The repository is a partial clone.", hint, code="E_REPO_UNSUPPORTED")


def is_approval(note: str) -> bool:
    """Whether a note of devflow's tells of a person's yes."""
    return bool(re.search(r"^Approved-by: \S", note, re.MULTILINE))


def _say(start: Path, *questions: str) -> str:
    """What git rev-parse says in a folder."""
    try:
        said = git(None, "rev-parse", *questions, cwd=start).stdout
    except (FileNotFoundError, NotADirectoryError):
        raise RepoError(f"There is no folder {start}.", code="E_NO_REPO") from None
    except RepoError as error:
        if "not a git repository" not in error.message:
            raise
        hint = "Go into one, or make one: git init && git add . && git commit."
        raise RepoError(f"{start} is not in a git repository.", hint, code="E_NO_REPO") from None
    return os.fsdecode(said.removesuffix(b"\n"))
