"""Bringing the kept index up to a commit: only blobs and commits that are not known yet are read."""

from __future__ import annotations

import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from devflow.git.command import git
from devflow.git.objects import LINK, Objects, PastCommit, TreeEntry
from devflow.index.keeping.nearby import changed_files, new_commits
from devflow.index.keeping.segment import pack
from devflow.index.keeping.shelf import Shelf
from devflow.index.keeping.view import View, by_doc
from devflow.index.keeping.worker import Job
from devflow.index.reading.digest import LONGEST_READ, terms
from devflow.index.reading.kinds import is_document, kind
from devflow.languages import grammar

HISTORY = 3_000
"""Commits of a base's past that are read."""
NUMBER = "#"
"""What stands before the number of an issue or a change, in the terms of a commit's message."""
_FILES, _PAST, _CHANGES, _DOCUMENTS = "", ":past", ":changes", ":documents"
"""What is kept under a commit's name and this ending."""
_NUMBERED = re.compile(r"#(\d{2,7})\b")
_FRESH = 200
_LONGEST_MESSAGE = 4_000
_MOST_PATHS = 60
"""A commit that touches more files says little about each."""
_DEAD_SHARE, _DEAD_FREE = 3, 5_000 + HISTORY
_TEST_COST = 0.4
"""What a byte of a test costs beside a byte of source, which is parsed."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The documents of a commit and their paths, or of its past and their commit ids."""

    docs: array[int]
    paths: list[str]


class Catalog:
    """The index of one repository, brought up to whatever commit is asked for."""

    def __init__(self, folder: Path, objects: Objects, tell: Callable[[str], None]) -> None:
        self.shelf = Shelf(folder)
        self._objects, self._tell = objects, tell
        self.view = lru_cache(maxsize=6)(self._view)
        self.changes = lru_cache(maxsize=2)(self._changes)

    def _view(self, commit: str, sort: str) -> View:
        """What the commit holds of one kind; `commit` as kind gives the past, `document` prose."""
        hold = {"commit": self._past, "document": self._documents}.get(sort, self._files)
        holding = hold(commit)
        return View(self.shelf, sort, by_doc(holding.docs, holding.paths))

    # -- files

    def _files(self, commit: str) -> Holding:
        kept = self.shelf.tree(commit)
        if kept is not None:
            return Holding(*kept)
        # -- git's own walk through the past takes as long as a worker does: both at once
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- where all is known nothing is imported

        with ThreadPoolExecutor(1) as beside:
            past = beside.submit(self._past_beside, commit)
            held = self._step(commit) or self._whole(commit)
            past.result()
        paths = sorted(held)
        docs = array("I", [held[path] for path in paths])
        self.shelf.keep_tree(commit, docs, paths)
        return Holding(docs, paths)

    def _whole(self, commit: str) -> dict[str, int]:
        """Documents by path, from the commit's whole tree."""
        entries = _worth_reading(self._objects.tree(commit).values())
        held = self._known(entries)
        if self.shelf.count() > _DEAD_SHARE * len(entries) + _DEAD_FREE:
            # -- most of what is kept belongs to commits long gone
            self.shelf.clear()
            held = self._known(entries)
        return held

    def _documents(self, commit: str) -> Holding:
        """The prose of a commit; nobody who does not ask for it pays for it."""
        kept = self.shelf.tree(commit + _DOCUMENTS)
        if kept is not None:
            return Holding(*kept)
        tree = self._objects.tree(commit).values()
        entries = [e for e in tree if is_document(e.path) and 0 < e.size <= LONGEST_READ and e.mode != LINK]
        held = self._known(entries, "document")
        paths = sorted(held)
        docs = array("I", [held[path] for path in paths])
        self.shelf.keep_tree(commit + _DOCUMENTS, docs, paths)
        return Holding(docs, paths)

    def _step(self, commit: str) -> dict[str, int] | None:
        """Documents by path, from the commit that was asked for last; None where little is common."""
        last = self.shelf.last_tree(_FILES)
        kept = self.shelf.tree(last) if last else None
        changes = changed_files(self._objects.git_dir, last, commit) if kept else None
        if not kept or changes is None:
            return None
        held = dict(zip(kept[1], kept[0], strict=True))
        entries, touched = changes
        for path in touched & held.keys():
            del held[path]
        return held | self._known(_worth_reading(entries))

    def _known(self, entries: list[TreeEntry], sort: str = "") -> dict[str, int]:
        """Documents by path; what was not known yet is read, as of this kind or of that of its name."""
        keys = {
            entry.path: _doc_key(entry.blob, sort or kind(entry.path) or "", entry.path) for entry in entries
        }
        known = self.shelf.doc_ids(set(keys.values()))
        missing = {keys[entry.path]: entry for entry in entries if keys[entry.path] not in known}
        if missing:
            self._read(list(missing.values()), sort)
            known |= self.shelf.doc_ids(missing)
        return {path: known[key] for path, key in keys.items() if key in known}

    def _read(self, entries: list[TreeEntry], sort: str = "") -> None:
        entries.sort(key=lambda entry: (kind(entry.path) or "", entry.path))
        jobs = [
            (Job(entry.blob, sort or kind(entry.path) or "", entry.path), _cost(entry)) for entry in entries
        ]
        done = 0
        if len(jobs) > 1:
            self._tell(f"Indexing {len(jobs)} files.")
        # -- imported here: where nothing is new no worker is started
        from devflow.index.keeping.pool import digest_all  # noqa: PLC0415

        for batch in digest_all(self._objects.git_dir, jobs):
            for made in batch:
                pairs = zip(made.blobs, made.paths, strict=True)
                keys = [_doc_key(blob, made.kind, path) for blob, path in pairs]
                self.shelf.add(made.kind, keys, made.records, made.packed)
                done += len(keys)
            if done < len(jobs):
                self._tell(f"Indexed {done} of {len(jobs)} files.")
        for each in (sort,) if sort else ("source", "test"):
            self.shelf.merge(each)

    # -- history

    def _past_beside(self, commit: str) -> None:
        """Read the past in a thread of its own, which leaves no connection behind."""
        try:
            self._past(commit)
        finally:
            self.shelf.close()

    def _past(self, commit: str) -> Holding:
        name = commit + _PAST
        kept = self.shelf.tree(name)
        if kept:
            return Holding(*kept)
        commits = self._past_commits(commit)
        known = self.shelf.doc_ids(commits)
        unknown = [number for number, name in enumerate(commits) if name not in known]
        if unknown:
            past = self._objects.history(commit, unknown[-1] + 1)
            self._keep_commits([one for one in past if one.commit not in known])
            known |= self.shelf.doc_ids(commits[: unknown[-1] + 1])
        held = [one for one in commits if one in known]
        docs = array("I", [known[one] for one in held])
        self.shelf.keep_tree(name, docs, held)
        return Holding(docs, held)

    def past_commits(self, commit: str) -> list[str]:
        """The commit and its ancestors as the index knows them, newest first."""
        return self._past(commit).paths

    def _past_commits(self, commit: str) -> list[str]:
        """The commit and its ancestors, newest first, at most `HISTORY` of them."""
        last = self.shelf.last_tree(_PAST)
        fresh = new_commits(self._objects.git_dir, last, commit, _FRESH) if last else None
        kept = self.shelf.tree(last + _PAST) if last and fresh is not None else None
        if kept is not None and fresh is not None:
            return [*fresh, *kept[1]][:HISTORY]
        listing = git(self._objects.git_dir, "rev-list", f"--max-count={HISTORY}", commit, "--").stdout
        return listing.decode().split()

    def blobs(self, docs: Sequence[int]) -> list[str]:
        """The blob ids of documents."""
        keys = self.shelf.keys(docs)
        return [keys[doc].partition(":")[0] for doc in docs]

    def touched(self, docs: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The paths that past commits changed, by document number."""
        return {doc: tuple(json.loads(record)) for doc, record in self.shelf.records(docs).items()}

    def _changes(self, commit: str) -> list[tuple[str, ...]]:
        """The paths of every commit in the past, newest first."""
        kept = self.shelf.tree(commit + _CHANGES)
        if kept is None:
            changes = list(self.touched(self._past(commit).docs).values())
            self.shelf.keep_tree(commit + _CHANGES, array("I"), ["\n".join(paths) for paths in changes])
            return changes
        return [tuple(paths.split("\n")) if paths else () for paths in kept[1]]

    def _keep_commits(self, past: list[PastCommit]) -> None:
        counts = [[_said(one.message[:_LONGEST_MESSAGE])] for one in past]
        records = [json.dumps(one.paths if len(one.paths) <= _MOST_PATHS else ()) for one in past]
        self.shelf.add("commit", [one.commit for one in past], records, pack(counts))


def _said(message: str) -> Counter[str]:
    """The terms of a commit's message, and the numbers of issues in it."""
    return terms(message) + Counter(NUMBER + number for number in _NUMBERED.findall(message))


def _worth_reading(entries: Iterable[TreeEntry]) -> list[TreeEntry]:
    """The files that are indexed."""
    return [
        entry
        for entry in entries
        if kind(entry.path) in ("source", "test") and entry.size > 0 and entry.mode != LINK
    ]


def _doc_key(blob: str, sort: str, path: str) -> str:
    known = grammar(path)
    return f"{blob}:{sort}:{known.name if known else ''}"


def _cost(entry: TreeEntry) -> int:
    return int(min(entry.size, LONGEST_READ) * (_TEST_COST if kind(entry.path) == "test" else 1))
