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

    def read(self, blob: str) -> bytes:
        """The bytes of one blob.

        Raises:
            RepoError: it is missing or damaged.
        """
        with self._lock:
            try:
                if self._streams is None:
                    talk = conversation(self._git_dir, "cat-file", "--batch")
                    self._streams = self._process.enter_context(talk)
                to_git, from_git = self._streams
                to_git.write(f"{blob}\n".encode())
                to_git.flush()
                return answer(blob, from_git)
            except BaseException:
                # -- whatever came between, the next question must not get the answer to this one
                self._streams = None
                self._process.close()
                raise


def answer(blob: str, from_git: IO[bytes]) -> bytes:
    """What `cat-file --batch` says of a blob.

    Raises:
        RepoError: it is missing or damaged.
    """
    head = from_git.readline().split()
    if len(head) != 3:
        raise RepoError(f"The object {blob} is missing.", "`git fsck` tells more.", code="E_REPO_CORRUPT")
    size = int(head[2])
    data = from_git.read(size + 1)
    if len(data) != size + 1:
        raise RepoError(f"The object {blob} is damaged.", "`git fsck` tells more.", code="E_REPO_CORRUPT")
    return data[:-1]
