"""Reads blobs of a git directory one after the other, through one process that stays for the next."""

from __future__ import annotations

import threading
import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from devflow.errors import RepoError
from devflow.git.command import conversation


class BlobReader:
    """A git process that answers as long as its reader lives, for one thread after the other."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._lock = threading.Lock()
        self._process = ExitStack()
        self._streams: tuple[IO[bytes], IO[bytes]] | None = None
        weakref.finalize(self, self._process.close)

    def read(self, name: str) -> bytes:
        """The bytes of one blob, or of what a name stands for.

        Raises:
            RepoError: it is missing or damaged.
        """
        return self._ask(name)[1]

    def identify(self, name: str) -> str:
        """The id of the object that a name stands for.

        Raises:
            RepoError: it is missing or damaged.
        """
        return self._ask(name)[0]

    def _ask(self, name: str) -> tuple[str, bytes]:
        with self._lock:
            try:
                if self._streams is None:
                    talk = conversation(self._git_dir, "cat-file", "--batch")
                    self._streams = self._process.enter_context(talk)
                to_git, from_git = self._streams
                to_git.write(f"{name}\n".encode())
                to_git.flush()
                return answer(name, from_git)
            except BaseException:
                # -- whatever came between, the next question must not get the answer to this one
                self._streams = None
                self._process.close()
                raise


def answer(name: str, from_git: IO[bytes]) -> tuple[str, bytes]:
    """What `cat-file --batch` says of an object: its id and its bytes.

    Raises:
        RepoError: it is missing or damaged.
    """
    head = from_git.readline().split()
    if len(head) != 3:
        raise RepoError(f"The object {name} is missing.", "`git fsck` tells more.", code="E_REPO_CORRUPT")
    size = int(head[2])
    data = from_git.read(size + 1)
    if len(data) != size + 1:
        raise RepoError(f"The object {name} is damaged.", "`git fsck` tells more.", code="E_REPO_CORRUPT")
    return head[0].decode(), data[:-1]
