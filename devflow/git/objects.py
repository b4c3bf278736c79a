"""Reading a git object store: trees, blobs and history of commits, never a working tree."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from devflow.git.command import conversation, git
from devflow.git.reader import BlobReader, answer

if TYPE_CHECKING:
    from devflow.handoffs import ChangedFile

# -- ids sent before answers are read: their names fit a pipe's buffer, so neither side can block the other
_WINDOW = 256
# -- one after the other, so many take as long as starting a process
_FEW = 32
_TREES = 8
_COMMIT = re.compile(rb"\x01[0-9a-f]{40,64}")
LINK, SUBMODULE, EXECUTABLE, REGULAR = "120000", "160000", "100755", "100644"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One path of a commit. `size` is in bytes, -1 for a submodule or an object that is not there."""

    path: str
    mode: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class PastCommit:
    """One commit of the history: its words and the paths it touched (empty for a merge)."""

    commit: str
    seconds: int
    """Committer time, seconds since the epoch."""
    message: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Listing:
    """Every file of a commit."""

    named: Mapping[str, TreeEntry]
    """What a handoff can name: the paths that are UTF-8."""
    others: tuple[TreeEntry, ...]
    """All else; a byte of such a path that is not UTF-8 stands as a surrogate."""


class Objects:
    """The objects that a git directory holds or borrows."""

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir
        self._reader = BlobReader(git_dir)
        self._trees: dict[str, _Listing] = {}
        self._differing: dict[str, tuple[str, tuple[bytes, ...]]] = {}
        """By commit: another one, and the few paths in which they differ."""
        self._looking = threading.Lock()

    def tree(self, commit: str) -> Mapping[str, TreeEntry]:
        """Every file of the commit that a handoff can name, by path; listed once.

        Raises:
            RepoError: the commit or one of its trees cannot be read.
        """
        return self._tree(commit).named

    def entries(self, commit: str) -> Iterator[TreeEntry]:
        """Every file of the commit; a byte of a path that is not UTF-8 stands as a surrogate.

        Raises:
            RepoError: the commit or one of its trees cannot be read.
        """
        found = self._tree(commit)
        return chain(found.named.values(), found.others)

    def _tree(self, commit: str) -> _Listing:
        with self._looking:
            found = self._trees.get(commit)
            if found is None:
                found = self._trees[commit] = self._like_another(commit) or self._listed("-r", commit)
                for oldest in list(self._trees)[:-_TREES]:
                    del self._trees[oldest]
            return found

    def _like_another(self, commit: str) -> _Listing | None:
        """The files of a commit that is known to differ in few paths from one whose files are known."""
        other, paths = self._differing.get(commit, ("", ()))
        known = self._trees.get(other)
        if known is None:
            return None
        changed = self._listed(commit, "--", *paths)
        gone = {path.decode(errors="surrogateescape") for path in paths}
        named = {path: entry for path, entry in known.named.items() if path not in gone}
        others = tuple(entry for entry in known.others if entry.path not in gone)
        return _Listing({**named, **changed.named}, (*others, *changed.others))

    def _listed(self, *asked: str | bytes) -> _Listing:
        plainly = {"GIT_LITERAL_PATHSPECS": "1"}
        listing = git(self.git_dir, "ls-tree", "-z", "-l", "--full-tree", *asked, env=plainly).stdout
        named, others = {}, []
        for record in listing.split(b"\0")[:-1]:
            head, _, raw = record.partition(b"\t")
            mode, _, blob, size = head.decode().split()
            path = raw.decode(errors="surrogateescape")
            entry = TreeEntry(path, mode, blob, int(size) if size.isdigit() else -1)
            if path.isascii() or _is_utf8(raw):
                named[path] = entry
            else:
                others.append(entry)
        return _Listing(named, tuple(others))

    def blob(self, blob: str) -> bytes:
        """The bytes of one blob.

        Raises:
            RepoError: it is missing or damaged.
        """
        return self._reader.read(blob)

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many blobs, in the order asked, through a process of their own where they are not few.

        Raises:
            RepoError: an object is missing or damaged.
        """
        waiting = iter(ids)
        first = tuple(islice(waiting, _FEW))
        if len(first) < _FEW:
            yield from ((blob, self.blob(blob)) for blob in first)
            return
        waiting = chain(first, waiting)
        with conversation(self.git_dir, "cat-file", "--batch") as (to_git, from_git):
            while window := tuple(islice(waiting, _WINDOW)):
                to_git.write("".join(f"{blob}\n" for blob in window).encode())
                to_git.flush()
                for blob in window:
                    yield blob, answer(blob, from_git)[1]

    def tree_of(self, commit: str) -> str:
        """The id of the commit's tree.

        Raises:
            RepoError: there is no such commit.
        """
        return self._reader.identify(f"{commit}^{{tree}}")

    def read(self, commit: str, path: str) -> bytes | None:
        """The bytes of one regular file of a commit; None where there is none."""
        # -- for one file of a commit that was not listed yet, nothing else is
        found = self._trees.get(commit) or self._listed(commit, "--", path)
        entry = found.named.get(path)
        if entry is None or not entry.mode.startswith("100"):
            return None
        return self.blob(entry.blob)

    def history(self, commit: str, limit: int) -> Iterator[PastCommit]:
        """The commit and its ancestors, newest first, at most `limit`, with the paths each touched."""
        options = ("-z", "--name-only", "--no-renames", "--no-notes", f"--max-count={limit}")
        listing = git(self.git_dir, "log", *options, "--format=%x01%H%x00%ct%x00%B%x00", commit, "--").stdout
        return _past_commits(iter(listing.split(b"\0")))

    def parent(self, commit: str) -> str:
        """The first parent of a commit; empty where it has none, or none that is here."""
        done = git(self.git_dir, "rev-parse", "--verify", "-q", f"{commit}^1^{{commit}}", ok=(0, 1, 128))
        return done.stdout.decode().strip() if done.code == 0 else ""

    def changed(self, base: str, commit: str) -> tuple[ChangedFile, ...]:
        """Every path in which two commits differ, as their trees say; no renames are guessed."""
        options = ("-r", "-z", "--raw", "--numstat", "--no-renames")
        fields = git(self.git_dir, "diff-tree", *options, base, commit).stdout.split(b"\0")
        # -- all raw records come first, each with its path in the next field, then all counts
        raw = sum(field.startswith(b":") for field in fields[::2])
        counted = dict(_count(record) for record in fields[2 * raw :] if record)
        paths = tuple(fields[1 : 2 * raw : 2])
        if len(paths) <= _FEW:
            self._differing[commit] = base, paths
        pairs = zip(fields[: 2 * raw : 2], paths, strict=True)
        return tuple(_changed(head, path, counted) for head, path in pairs)

    def diff(self, base: str, commit: str, *paths: str) -> bytes:
        """The unified diff between two commits, as git words it, of all paths or of some."""
        options = ("-r", "-p", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--full-index")
        wanted = tuple(f":(literal){path}" for path in paths)
        return git(self.git_dir, "diff-tree", *options, base, commit, "--", *wanted).stdout


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _past_commits(fields: Iterator[bytes]) -> Iterator[PastCommit]:
    head = next(fields, b"")
    while _COMMIT.fullmatch(head):
        commit, seconds, message = head[1:].decode(), int(next(fields)), next(fields).decode(errors="replace")
        paths = []
        for field in fields:
            if _COMMIT.fullmatch(field):
                head = field
                break
            if name := field.removeprefix(b"\n"):
                paths.append(name.decode(errors="replace"))
        else:
            head = b""
        yield PastCommit(commit, seconds, message, tuple(paths))


def _count(record: bytes) -> tuple[bytes, tuple[int, int, bool]]:
    added, removed, path = record.split(b"\t", 2)
    if added == b"-":
        return path, (0, 0, True)
    return path, (int(added), int(removed), False)


def _changed(head: bytes, path: bytes, counted: Mapping[bytes, tuple[int, int, bool]]) -> ChangedFile:
    # -- imported here: to list a commit's files takes nothing that validates
    from devflow.handoffs import ChangedFile, Verb  # noqa: PLC0415

    old_mode, new_mode, old_blob, new_blob, _ = head.decode().removeprefix(":").split()
    added, removed, binary = counted.get(path, (0, 0, False))
    verb = Verb.CREATE if not int(old_mode) else Verb.DELETE if not int(new_mode) else Verb.MODIFY
    return ChangedFile(
        path=path.decode(errors="backslashreplace"),
        verb=verb,
        old_mode=old_mode,
        new_mode=new_mode,
        old_blob=old_blob,
        new_blob=new_blob,
        added=added,
        removed=removed,
        binary=binary,
    )
