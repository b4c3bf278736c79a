"""Scores devflow's edits on recorded replies, beside git apply, GNU patch and aider, in one run.

usage: python benchmarks/edits.py [CASES.jsonl] [--mirrors DIR] [--aider PYTHON] [--only devflow] [--show]

DIR holds bare repositories as owner+name/repo, for the cases whose base is a commit. PYTHON is the
interpreter of an environment that aider is installed in. A result is exact (every expected file, byte for
byte, and no other), wrong, or refused; for a case that must be refused, refusing is exact and anything else
wrong. Cases whose result is not known count as applied or refused.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from devflow.edits import apply_reply
from devflow.errors import EditError

Case = dict[str, Any]
Files = dict[str, str]
Changes = dict[str, str | None] | None
_DIFFS_ONLY = ("git apply", "git --recount", "GNU patch")
Applier = Callable[[Case, Files], Changes]

_CASES = Path(__file__).resolve().parents[2] / "shared" / "bench" / "edits" / "cases_dev.jsonl"


def main() -> None:
    """Print a table for each format and each damage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cases", nargs="?", type=Path, default=_CASES)
    parser.add_argument("--mirrors", type=Path)
    parser.add_argument("--aider", type=Path)
    parser.add_argument("--only", action="append", help="score these appliers only")
    parser.add_argument("--show", action="store_true", help="name the cases that devflow does not get exact")
    args = parser.parse_args()
    appliers = {
        name: applier for name, applier in _appliers(args.aider).items() if not args.only or name in args.only
    }
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    left_out = 0
    for case in _cases(args.cases):
        base = _base(case, args.mirrors)
        if base is None:
            left_out += 1
            continue
        for name, applier in appliers.items():
            if name in _DIFFS_ONLY and case["format"] != "udiff":
                continue
            started = time.monotonic()
            changes = applier(case, base)
            outcome = _judge(case, base, changes)
            for group in _groups(case):
                counts[group, name][outcome] += 1
            counts["seconds", name]["all"] += round(1000 * (time.monotonic() - started))
            if args.show and name == "devflow" and outcome not in ("exact", "applied"):
                print(f"{outcome:8} {case['id']} {case['tags']} {_reason(case, base)}")
    _table(counts, list(appliers), left_out)


def _cases(path: Path) -> Iterator[Case]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _groups(case: Case) -> list[str]:
    groups = [f"{case['format']} ({case['origin']})"]
    if case["format"] == "udiff":
        groups += [f"  udiff: {tag}" for tag in case["tags"]]
    return groups + (["  confirmed_by_strict"] if "confirmed_by_strict" in case["tags"] else [])


def _base(case: Case, mirrors: Path | None) -> Files | None:
    if "base" in case:
        return dict(case["base"])
    wanted = case["base_ref"]
    place = (mirrors or Path()) / wanted["repo"].replace("/", "+") / "repo"
    if mirrors is None or not place.is_dir():
        return None
    files = {}
    for path in wanted["paths"]:
        shown = subprocess.run(
            ("git", f"--git-dir={place}", "cat-file", "blob", f"{wanted['commit']}:{path}"),
            capture_output=True,
            check=False,
        )
        if shown.returncode == 0:
            files[path] = shown.stdout.decode("utf-8", "surrogateescape")
    return files


def _judge(case: Case, base: Files, changes: Changes) -> str:
    wanted = case["expected"] if "expected" in case else case["expected_sha256"]
    if wanted == "REJECT":
        return "exact" if changes is None else "wrong"
    if changes is None:
        return "refused"
    if wanted is None:
        return "applied"
    after: dict[str, str | None] = {**base, **changes}
    result = {path: text for path, text in after.items() if text is not None}
    if "expected" not in case:
        result = {path: _sha256(text) for path, text in result.items()}
        base = {path: _sha256(text) for path, text in base.items()}
    whole = {path: text for path, text in {**base, **wanted}.items() if text is not None}
    return "exact" if result == whole else "wrong"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def devflow_applier(case: Case, base: Files) -> Changes:
    """What devflow makes of a case's reply; None where it refuses."""
    try:
        return apply_reply(case["raw_output"], base)
    except EditError:
        return None


def _reason(case: Case, base: Files) -> str:
    try:
        apply_reply(case["raw_output"], base)
    except EditError as error:
        return f"{error.code} {error}"
    return ""


def _appliers(aider: Path | None) -> dict[str, Applier]:
    git = ("git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn")
    appliers: dict[str, Applier] = {
        "devflow": devflow_applier,
        "git apply": _tool(git),
        "git --recount": _tool((*git, "--recount")),
        "GNU patch": _tool(("patch", "-p1", "--batch", "--no-backup-if-mismatch", "-F3", "--silent")),
    }
    if aider:
        appliers["aider"] = aider_applier(aider)
    return appliers


def _tool(argv: tuple[str, ...]) -> Applier:
    """A program that takes a diff on its standard input and changes the files around it."""

    def apply(case: Case, base: Files) -> Changes:
        found = re.search(r"^```diff\n(.*?)^```", case["raw_output"], re.DOTALL | re.MULTILINE)
        diff = found[1] if found else case["raw_output"]
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for path, text in base.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
            done = subprocess.run(
                argv,
                cwd=root,
                input=diff.encode("utf-8", "surrogateescape"),
                capture_output=True,
                check=False,
            )
            if done.returncode:
                return None
            return _changes(root, base)

    return apply


def _changes(root: Path, base: Files) -> dict[str, str | None]:
    there = {
        path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in root.rglob("*")
        if path.is_file() and path.suffix not in (".rej", ".orig")
    }
    return {**dict.fromkeys(set(base) - set(there)), **there}


def aider_applier(python: Path) -> Applier:
    """One process for all cases: importing aider takes seconds."""
    argv = (str(python), str(Path(__file__).with_name("edits_aider.py")))
    peer = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )

    def apply(case: Case, base: Files) -> Changes:
        if not peer.stdin or not peer.stdout:
            return None
        asked = json.dumps({"format": case["format"], "reply": case["raw_output"], "files": base})
        peer.stdin.write(asked + "\n")
        peer.stdin.flush()
        answer = json.loads(peer.stdout.readline())
        return {**dict.fromkeys(set(base) - set(answer)), **answer} if answer is not None else None

    return apply


def _table(counts: dict[tuple[str, str], Counter[str]], names: list[str], left_out: int) -> None:
    print("exact/wrong/refused (applied: the right result is not known)\n")
    print(f"{'':34}" + "".join(f"{name:>18}" for name in names))
    for group in dict.fromkeys(group for group, _ in counts if group != "seconds"):
        cells = []
        for name in names:
            count = counts[group, name]
            known = "/".join(str(count[each]) for each in ("exact", "wrong", "refused")) if count else "-"
            cells.append(known + (f" +{count['applied']}" if count["applied"] else ""))
        print(f"{group:34}" + "".join(f"{cell:>18}" for cell in cells))
    times = [f"{counts['seconds', name]['all'] / 1000:.1f} s" for name in names]
    print(f"{'time':34}" + "".join(f"{each:>18}" for each in times))
    if left_out:
        print(f"\n{left_out} cases left out: their base is a commit; give --mirrors.")


if __name__ == "__main__":
    sys.exit(main())
