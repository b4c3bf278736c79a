"""Damages the words of real commits as models do: each result must be the commit's own tree, or refused.

usage: python benchmarks/damage.py --mirrors DIR [--commits N] [--seed S] [--only NAME] [--aider PYTHON]
       [--show]

DIR holds bare repositories as owner+name/repo. Of each, N commits of plain text files (2 unless told) are
worded in every format and damaged in every way of `damages.py`. PYTHON is the interpreter of an environment
that aider is installed in. Printed are exact/wrong/refused by format and by damage; a reply that a damage
does not touch is left out.
"""

from __future__ import annotations

import argparse
import difflib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from damages import DAMAGES
from edits import Applier, Changes, aider_applier, devflow_applier
from replay_formats import FORMATS, NotSayable, Written
from replay_sets import commits

from devflow.git.objects import REGULAR, Objects
from devflow.handoffs import ChangedFile

_PEERS_NAME = {"git's diff": "udiff", "blocks": "search_replace", "envelope": "apply_patch"}
_LARGEST = 300_000
_WIDTH = 3


def main() -> int:
    """Print a table by format and damage, then, if asked, how each wrong result differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--commits", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="repositories whose name holds this word")
    parser.add_argument("--aider", type=Path)
    parser.add_argument("--show", action="store_true", help="how each wrong result of devflow's differs")
    args = parser.parse_args()
    appliers: dict[str, Applier] = {"devflow": devflow_applier}
    if args.aider:
        appliers["aider"] = aider_applier(args.aider)
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for change in _changes(args.mirrors, args.commits, args.only or [""]):
        for form, damage, reply in _damaged(change, args.seed):
            files = {path: text for path, text in change.before.items() if text is not None}
            case = {"format": _PEERS_NAME.get(form, ""), "raw_output": reply}
            for name, applier in appliers.items():
                if name != "devflow" and form not in _PEERS_NAME:
                    continue
                changes = applier(case, files)
                end = _end(change, changes)
                counts[form, damage, name][end] += 1
                if args.show and name == "devflow" and end == "wrong":
                    _show(change, changes or {}, form, damage)
    _table(counts, list(appliers))
    return 1 if any(count["wrong"] for (_, _, name), count in counts.items() if name == "devflow") else 0


def _changes(mirrors: Path, wanted: int, words: list[str]) -> Iterator[Written]:
    """Commits that change plain text files alone, as the rule of `replay_sets.py` takes them."""
    for place in sorted(mirrors.glob("*/repo")):
        if not any(word in place.parent.name for word in words):
            continue
        objects = Objects(place)
        for _, parent, commit, changed in commits(place.resolve(), wanted):
            if not all(map(_plain, changed)):
                continue
            before = {file.path: _text(objects, file.old_blob) for file in changed}
            after = {file.path: _text(objects, file.new_blob) for file in changed}
            if sum(len(text or "") for text in before.values()) <= _LARGEST:
                yield Written(place.resolve(), parent, commit, before, after)


def _plain(file: ChangedFile) -> bool:
    return not file.binary and {file.old_mode, file.new_mode} <= {REGULAR, "000000"}


def _text(objects: Objects, blob: str) -> str | None:
    return objects.blob(blob).decode("utf-8", "surrogateescape") if int(blob, 16) else None


def _damaged(change: Written, seed: int) -> Iterator[tuple[str, str, str]]:
    """(format, damage, reply): each damage that does something to the change's words."""
    for form, words in FORMATS.items():
        try:
            reply = words(change, _WIDTH)
        except NotSayable:
            continue
        for name, damage in DAMAGES[form].items():
            chance = random.Random(f"{seed} {change.commit} {form} {name}")  # noqa: S311 -- to be repeated
            damaged = damage(reply, chance)
            if damaged != reply:
                yield form, name, damaged


def _end(change: Written, changes: Changes) -> str:
    if changes is None:
        return "refused"
    told = {path: text for path, text in changes.items() if text != change.before.get(path)}
    right = {path: text for path, text in change.after.items() if text != change.before.get(path)}
    return "exact" if told == right else "wrong"


def _show(change: Written, changes: dict[str, str | None], form: str, damage: str) -> None:
    print(f"wrong: {form}, {damage}: {change.git_dir.parent.name} {change.commit[:12]}")
    for path in sorted({*changes, *change.after}):
        right, told = (texts.get(path, change.before.get(path)) or "" for texts in (change.after, changes))
        lines = difflib.unified_diff(
            right.split("\n"), told.split("\n"), f"right {path}", "told", lineterm=""
        )
        print("\n".join(f"    {line[:150]}" for _, line in zip(range(24), lines, strict=False)))


def _table(counts: dict[tuple[str, str, str], Counter[str]], names: list[str]) -> None:
    print("exact/wrong/refused\n")
    print(f"{'':42}" + "".join(f"{name:>16}" for name in names))
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for form, damages in DAMAGES.items():
        for damage in damages:
            cells = ""
            for name in names:
                count = counts[form, damage, name]
                totals[name].update(count)
                cells += f"{_cell(count):>16}"
            print(f"{f'{form}: {damage}':42}{cells}")
    print(f"{'all':42}" + "".join(f"{_cell(totals[name]):>16}" for name in names))


def _cell(count: Counter[str]) -> str:
    return "/".join(str(count[end]) for end in ("exact", "wrong", "refused")) if count else "-"


if __name__ == "__main__":
    sys.exit(main())
