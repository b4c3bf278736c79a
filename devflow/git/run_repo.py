"""The git directory of one run: bare, devflow's own, borrowing the user's objects."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from devflow import folders
from devflow.errors import RepoError
from devflow.git.command import git
from devflow.git.history import lay_history, times_of
from devflow.git.kept_checkout import KeptCheckout
from devflow.git.objects import REGULAR, Objects
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Candidate, FileEdit, Verb

AUTHOR = "devflow"
ADDRESS = "devflow@localhost"


def identity(seconds: int) -> dict[str, str]:
    """The variables that make a commit devflow's own, dated `seconds` after the epoch: the same each time."""
    date = f"@{seconds} +0000"
    return {
        "GIT_AUTHOR_NAME": AUTHOR,
        "GIT_AUTHOR_EMAIL": ADDRESS,
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_NAME": AUTHOR,
        "GIT_COMMITTER_EMAIL": ADDRESS,
        "GIT_COMMITTER_DATE": date,
    }


class RunRepo:
    """Builds and freezes candidates of one run, and lays them out for checks.

    Recovery from any crash is deleting `folder`: every object that matters is made again from receipts.
    """

    def __init__(self, folder: Path, user: UserRepo) -> None:
        self.folder = folder
        self.user = user
        self.git_dir = folder / "git"
        self.objects = Objects(self.git_dir)
        self._changed: dict[str, tuple[str, ...]] = {}
        self._looking = threading.Lock()
        self._reading = threading.Lock()

    @classmethod
    def open(cls, folder: Path, user: UserRepo) -> RunRepo:
        """The run's git directory, made when it is not there.

        Raises:
            RepoError: it cannot be made.
        """
        repo = cls(folder, user)
        repo._sweep()
        if not (repo.git_dir / "HEAD").exists():
            folder.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix="git-", dir=folder))
            git(
                None,
                "init",
                "-q",
                "--bare",
                "--template=",
                f"--object-format={user.object_format}",
                str(fresh),
            )
            alternates = fresh / "objects" / "info" / "alternates"
            alternates.parent.mkdir(exist_ok=True)
            alternates.write_bytes(_quoted(os.fsencode(user.common_dir / "objects")) + b"\n")
            if (user.common_dir / "shallow").exists():
                shutil.copy(user.common_dir / "shallow", fresh / "shallow")
            fresh.rename(repo.git_dir)
        return repo

    def has(self, commit: str) -> bool:
        """Whether the commit and its tree can be read here."""
        return git(self.git_dir, "cat-file", "-e", f"{commit}^{{tree}}", ok=(0, 1, 128)).code == 0

    def commit(self, parent: str, on: str, edits: Iterable[FileEdit], message: str, seconds: int) -> str:
        """Freeze edits, laid over the tree of `on`, as one commit whose parent is `parent`.

        The paths must have been judged before. A path that exists in `on` keeps its mode; a new one is a
        plain file. The commit is the same for the same arguments.
        """
        tree = self.objects.tree(on)
        lines = []
        for edit in edits:
            if edit.content is None:
                lines.append(f"0 {'0' * len(parent)}\t{edit.path}\0")
            else:
                blob = git(self.git_dir, "hash-object", "-w", "--no-filters", "--stdin", stdin=edit.content)
                mode = tree[edit.path].mode if edit.path in tree else REGULAR
                lines.append(f"{mode} {blob.stdout.decode().strip()}\t{edit.path}\0")
        with self._index() as index:
            shutil.copyfile(self.index_of(on), index["GIT_INDEX_FILE"])
            git(self.git_dir, "update-index", "-z", "--index-info", stdin="".join(lines).encode(), env=index)
            # -- a blob of the base that is lost, and that no edit touches, is told by the checkout, not here
            frozen = git(self.git_dir, "write-tree", "--missing-ok", env=index).stdout.decode().strip()
            told = ("commit-tree", frozen, "-p", parent, "-F", "-")
            made = git(self.git_dir, *told, stdin=message.encode(), env=identity(seconds))
            commit = made.stdout.decode().strip()
            Path(index["GIT_INDEX_FILE"]).replace(self._indexes / commit)
        return commit

    def tree_of(self, commit: str) -> str:
        """The id of the commit's tree."""
        return self.objects.tree_of(commit)

    def checkout(self, commit: str, to: Path, *, objects: Sequence[Path] = ()) -> None:
        """Lay the files of a commit out in the new folder `to`; no filter is run.

        With `objects`, the places at which `object_stores` will be seen, there is a git directory that tells
        the history.
        """
        to.mkdir(parents=True)
        index = self.index_of(commit)
        place, env = (f"--git-dir={self.git_dir}", f"--work-tree={to}"), {"GIT_INDEX_FILE": str(index)}
        git(None, *place, "checkout-index", "-a", "-q", env=env, cwd=to)
        if objects:
            lay_history(self.user, commit, index, to, objects)

    def lay_changed(self, candidate: Candidate, beside: KeptCheckout) -> Path:
        """A new folder that holds the files which a candidate changes; it goes when `beside` is returned."""
        to = Path(tempfile.mkdtemp(prefix="changed-", dir=beside.tree.parent))
        paths = [changed.path for changed in candidate.changed if changed.verb is not Verb.DELETE]
        index = self.index_of(candidate.commit)
        place, env = (f"--git-dir={self.git_dir}", f"--work-tree={to}"), {"GIT_INDEX_FILE": str(index)}
        names = "".join(f"{path}\0" for path in paths).encode()
        git(None, *place, "checkout-index", "-q", "-z", "--stdin", stdin=names, env=env, cwd=to)
        return to

    def again(
        self, commit: str, to: KeptCheckout, times: Mapping[str, int], objects: Sequence[Path] = ()
    ) -> Callable[[], Path]:
        """A function that lays a commit out as `checkout` would, at each call again in the same kept folder.

        Files named in `times` get that time of their last change.
        """

        def lay_out() -> Path:
            index = self.index_of(commit)
            to.lay(self.git_dir, index, self.objects.entries(commit), times)
            if objects:
                lay_history(self.user, commit, index, to.tree, objects)
            return to.tree

        return lay_out

    def index_of(self, commit: str) -> Path:
        """A git index of the commit, read when it is first asked for; it is not to be written to."""
        with self._reading:
            kept = self._indexes / commit
            if not kept.exists():
                git(self.git_dir, "read-tree", commit, env={"GIT_INDEX_FILE": str(kept)})
        return kept

    @property
    def object_stores(self) -> tuple[Path, ...]:
        """Where the objects of base and candidates stand."""
        said = git(self.git_dir, "count-objects", "-v").stdout.decode(errors="surrogateescape")
        borrowed = [line.removeprefix("alternate: ") for line in said.splitlines() if "alternate: " in line]
        return (self.git_dir / "objects", *(Path(path) for path in borrowed if path.startswith("/")))

    def user_times(self, base: str) -> Mapping[str, int]:
        """When the files that stand in the user's checkout as they do in the base were last written there."""
        try:
            changed = set(self.dirty(base))
        except RepoError:
            return {}
        return times_of(self.user, [path for path in self.objects.tree(base) if path not in changed])

    def publish(self, base: str, commit: str) -> None:
        """Copy the commit's objects, those that the base does not have, into the user's repository."""
        revisions = f"{commit}\n^{base}\n".encode()
        pack = git(
            self.git_dir, "pack-objects", "--revs", "--stdout", "-q", "--delta-base-offset", stdin=revisions
        )
        self.user.receive(pack.stdout)

    def dirty(self, base: str) -> tuple[str, ...]:
        """Tracked paths of the user's checkout whose content is not the base's, when it is first asked.

        Raises:
            RepoError: the user's index cannot be understood.
        """
        with self._looking:
            if base not in self._changed:
                self._changed[base] = self._look(base)
            return self._changed[base]

    def _look(self, base: str) -> tuple[str, ...]:
        theirs = self.user.git_dir / "index"
        if not theirs.exists():
            return ()
        with self._index() as index:
            # -- with its time: git reads the files that were changed as late as their index was written
            shutil.copy2(theirs, index["GIT_INDEX_FILE"])
            # -- candidates are measured at once: no other thread's git may find this file half written
            head = Path(index["GIT_INDEX_FILE"]).with_name("HEAD")
            head.write_text(f"{base}\n")
            head.replace(self.git_dir / "HEAD")
            # -- own git directory: no filter, fsmonitor or hook of the user's configuration is known here
            place = (f"--git-dir={self.git_dir}", f"--work-tree={self.user.root}")
            options = (
                "--porcelain=v1",
                "-z",
                "--untracked-files=no",
                "--no-renames",
                "--ignore-submodules=all",
            )
            listing = git(None, *place, "status", *options, env=index, cwd=self.user.root).stdout
        return tuple(
            record[3:].decode(errors="backslashreplace") for record in listing.split(b"\0") if record
        )

    def _sweep(self) -> None:
        """Remove what a killed process left: checkouts, indexes, half-made git directories."""
        for left in self.folder.iterdir() if self.folder.is_dir() else ():
            if left.name not in ("git", "lock"):
                folders.remove(left)

    @cached_property
    def _indexes(self) -> Path:
        """A folder that lives as long as this object."""
        made = Path(tempfile.mkdtemp(prefix="indexes-", dir=self.folder))
        weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
        return made

    @contextmanager
    def _index(self) -> Iterator[Mapping[str, str]]:
        """A git index that lives as long as this context."""
        with tempfile.TemporaryDirectory(prefix="index-", dir=self.folder) as room:
            yield {"GIT_INDEX_FILE": str(Path(room) / "index")}


def _quoted(path: bytes) -> bytes:
    """A path as git's alternates file wants one that may hold a line end: in double quotes, C escapes."""
    escaped = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'
