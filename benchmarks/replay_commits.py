"""Replays real commits as replies in each format: the tree must be the commit's own, the guard's word right.

usage: python benchmarks/replay_commits.py --mirrors DIR [--commits N] [--only NAME] [--long]

DIR holds bare repositories as owner+name/repo; nothing is written to them. N commits are taken of each for
each set (`benchmarks/replay_sets.py` states the rule of selection and of the sets), 8 unless told, 40 with
--long. Each change is worded in each format, placed on the parent's files, judged path by path, frozen as a
candidate in a git directory of devflow's own and judged again on its tree, under the scope `**`.

exact    the candidate's tree is the commit's own
wider    likewise, after a first wording was refused as ambiguous or unreadable and written again with more
         context and, in blocks, with bars longer than any in the text
refused  a named error: nothing is changed
wrong    another tree
unsaid   the format has no words for the change (an empty file, a final newline that goes)
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from replay_formats import FORMATS, WIDTHS, NotSayable, Wording, Written
from replay_sets import commits, must_be_held

from devflow.edits import place_reply
from devflow.edits.syntax import damage
from devflow.errors import DevflowError, EditError
from devflow.git.objects import EXECUTABLE, LINK, REGULAR, SUBMODULE, Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.guard import judge, judge_edits, judge_path
from devflow.handoffs import ChangedFile, FileEdit, Permit, Scope, Verb

SCOPE = Scope(
    permits=(Permit(pattern="**", verbs=tuple(Verb), reason="all"),), max_files=10_000, max_lines=10_000_000
)
_ASKED_AGAIN = ("E_EDIT_AMBIGUOUS", "E_PATCH_PARSE")


def main() -> int:
    """Print a table by set and format, then every miss by name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--commits", type=int)
    parser.add_argument("--only", action="append", help="repositories whose name holds this word")
    parser.add_argument("--long", action="store_true")
    args = parser.parse_args()
    wanted = args.commits or (40 if args.long else 8)
    told = Told()
    started = time.monotonic()
    for place in sorted(args.mirrors.glob("*/repo")):
        name = place.parent.name.replace("+", "/")
        if args.only and not any(word in name for word in args.only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            replay = Replay(name, place.resolve(), Path(folder), told)
            for kind, parent, commit, changed in commits(place, wanted):
                replay.commit(kind, parent, commit, changed)
    told.show(time.monotonic() - started)
    return 1 if told.misses else 0


@dataclass
class Told:
    """What came of all commits."""

    replies: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    guard: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def miss(self, line: str) -> None:
        """Keep a miss, and tell it at once: a long form takes minutes."""
        self.misses.append(line)
        print(line, file=sys.stderr, flush=True)

    def show(self, seconds: float) -> None:
        """Print it all."""
        ends = ("exact", "wider", "refused", "wrong", "unsaid")
        print(f"{'set':8}{'format':14}" + "".join(f"{end:>9}" for end in ends))
        for (kind, form), counts in sorted(self.replies.items()):
            print(f"{kind:8}{form:14}" + "".join(f"{counts[end]:>9}" for end in ends))
        print(
            f"\n{'set':8}{'commits':>9}{'free':>9}{'held':>9}{'refused':>9}{'missed':>9}  (guard on the tree)"
        )
        for kind, counts in sorted(self.guard.items()):
            cells = (counts.total() - counts["missed"], counts["free"], counts["held"], counts["refused"])
            print(f"{kind:8}" + "".join(f"{cell:>9}" for cell in (*cells, counts["missed"])))
        print(f"\n{seconds:.0f} s")
        for title, lines in (("misses", self.misses), ("held in the set `other`", self.notes)):
            print(f"\n{len(lines)} {title}")
            print("\n".join(lines))


@dataclass
class Replay:
    """The commits of one repository, each worded in every format and judged."""

    name: str
    place: Path
    folder: Path
    told: Told

    def __post_init__(self) -> None:
        user = UserRepo(self.folder, self.place, self.place, "sha1")
        self.repo = RunRepo.open(self.folder / "run", user)
        self.objects = Objects(self.place)
        self.made: dict[tuple[FileEdit, ...], str] = {}

    def commit(self, kind: str, parent: str, commit: str, changed: tuple[ChangedFile, ...]) -> None:
        """Judge one commit's tree, then replay it as replies."""
        name = f"{kind} {self.name} {commit[:12]}"
        self.judge_tree(kind, name, parent, changed)
        self.made.clear()
        plain = all(map(_plain, changed))
        before = {file.path: self._text(file.old_blob) for file in changed} if plain else {}
        after = {file.path: self._text(file.new_blob) for file in changed} if plain else {}
        change = Written(self.place, parent, commit, before, after)
        files = Files(self.objects, parent)
        for form, words in FORMATS.items() if plain else [("git's diff", FORMATS["git's diff"])]:
            end, why = self.replayed(change, words, files)
            self.told.replies[kind, form][end] += 1
            # -- what is no plain text must be refused as an edit; all else must come through
            right = end == "refused" if not plain else end in ("exact", "wider", "unsaid")
            if not right:
                self.told.miss(f"{name} {form}: {end} {why}")

    def judge_tree(self, kind: str, name: str, parent: str, changed: tuple[ChangedFile, ...]) -> None:
        """Compare what the guard says of the real tree with what the set asks for."""
        found = judge(changed, SCOPE, self.objects.tree(parent), self.objects.blob)
        stopped = [finding for finding in found.findings if finding.level != "shown"]
        end = "refused" if found.at("refused") else "held" if stopped else "free"
        counts = self.told.guard[kind]
        counts[end] += 1
        named = {finding.path for finding in stopped}
        missed = [file.path for file in changed if must_be_held(file) and file.path not in named]
        said = "; ".join(f"{each.code} {each.path} {each.message[:90]}" for each in stopped)
        if (kind == "pass" and stopped) or (kind == "held" and missed):
            counts["missed"] += 1
            self.told.miss(f"{name} guard: {end} {said} {missed or ''}")
        elif kind == "other" and stopped:
            self.told.notes.append(f"{name} guard: {end} {said}")

    def replayed(self, change: Written, words: Wording, before: Mapping[str, str]) -> tuple[str, str]:
        """How the change ends as a reply, and why where it does not end well."""
        for width in WIDTHS:
            try:
                edits = placed(words(change, width), before, self.objects, change.parent)
            except NotSayable as unsaid:
                return "unsaid", str(unsaid)
            except DevflowError as error:
                if error.code in _ASKED_AGAIN and width != WIDTHS[-1]:
                    continue
                return "refused", f"{error.code} {error.message[:200]}"
            if edits not in self.made:
                self.made[edits] = self.repo.commit(change.parent, change.parent, edits, "Replay", 0)
            frozen = self.made[edits]
            if self.repo.tree_of(frozen) == self.repo.tree_of(change.commit):
                return ("exact" if width == WIDTHS[0] else "wider"), ""
            other = [file.path for file in self.repo.objects.changed(change.commit, frozen)]
            return "wrong", f"differs in {other} at width {width}"
        raise AssertionError("the widest wording ends in a result")

    def _text(self, blob: str) -> str | None:
        return self.objects.blob(blob).decode("utf-8", "surrogateescape") if int(blob, 16) else None


class Files(Mapping[str, str]):
    """The text files of a commit, read when they are asked for."""

    def __init__(self, objects: Objects, commit: str) -> None:
        self._objects = objects
        self._tree = {
            path: entry for path, entry in objects.tree(commit).items() if entry.mode not in (LINK, SUBMODULE)
        }

    def __getitem__(self, path: str) -> str:
        return self._objects.blob(self._tree[path].blob).decode("utf-8", "surrogateescape")

    def __contains__(self, path: object) -> bool:
        return path in self._tree

    def __iter__(self) -> Iterator[str]:
        return iter(self._tree)

    def __len__(self) -> int:
        return len(self._tree)


def placed(reply: str, before: Mapping[str, str], objects: Objects, parent: str) -> tuple[FileEdit, ...]:
    """The edits of a reply, judged as a run judges them before it writes anything.

    Raises:
        DevflowError: the reply cannot be placed, or a path is refused.
    """
    result = place_reply(reply, before)
    changed = result.changed
    for path in changed:
        judge_path(path.encode("utf-8", "surrogateescape"))
    written = tuple(path for path, text in changed.items() if text is not None)
    judge_edits(written, objects.tree(parent), tuple(set(changed) - set(written)))
    result.refuse_modes()
    for path, text in changed.items():
        if text is not None and (worse := damage(path, before.get(path), text)):
            raise EditError(f"{path}: {worse}", code="E_EDIT_SYNTAX")
    return tuple(
        FileEdit(path=path, content=None if text is None else text.encode("utf-8", "surrogateescape"))
        for path, text in sorted(changed.items())
    )


def _plain(file: ChangedFile) -> bool:
    """A text file that is written anew, changed or deleted, its mode left alone."""
    modes = {file.old_mode, file.new_mode} - {"000000"}
    fresh = file.verb is Verb.CREATE and file.new_mode != REGULAR
    return not file.binary and not fresh and modes in ({REGULAR}, {EXECUTABLE})


if __name__ == "__main__":
    sys.exit(main())
