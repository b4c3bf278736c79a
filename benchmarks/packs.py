"""What of a real fix is in the pack, and which functions are ranked first.

A case is one JSON line with fetch, base_commit, ticket and gold_hunks: by hunk of the fix its path and the
old file's lines. DIR holds bare repositories as owner+name/repo. A case is covered when every such line is
in the pack; beside it stand whole files in the same rank order under the same budget and, with --aider, the
repository map that aider makes for the ticket: there the text of a line is enough.

    python benchmarks/packs.py CASES.jsonl --mirrors DIR --budgets 4000 8000 16000 [--aider PYTHON]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from devflow.git.objects import Objects
from devflow.handoffs import RankedFile
from devflow.index import Index
from devflow.index.packing.tokens import estimate
from devflow.index.reading.digest import decode

_FIRST = (1, 5, 10, 20)
_DEFINITIONS = 400

Span = tuple[str, int, int]


def main() -> None:
    """Print the share of covered cases by budget, and the share whose functions are among the first k."""
    options = _options()
    cases = [json.loads(line) for line in options.cases.read_text().splitlines() if line.strip()]
    cases = [case for case in cases if case.get("gold_hunks")][:: options.every]
    cases.sort(key=lambda case: case["fetch"])
    rows = []
    with tempfile.TemporaryDirectory() as fallback:
        for case in cases:
            place = case["fetch"].replace("/", "+")
            mirror = options.mirrors / place / "repo"
            if mirror.is_dir():
                folder = (options.index or Path(fallback)) / place
                rows.append(_measure(case, mirror, folder, options.budgets))
                if options.aider:
                    rows[-1]["aider"] = _aider(options.aider, case, mirror, options.budgets)
                print(json.dumps({"id": case["id"]} | rows[-1]), flush=True)
    print(f"{len(rows)} of {len(cases)} cases have their repository here")
    for budget in options.budgets:
        ways = [way for way in ("pack", "whole", "aider") if way in rows[0]]
        shares = ", ".join(f"{way} {_share(row[way][str(budget)] for row in rows)}" for way in ways)
        print(f"{budget:>6} tokens: {shares}")
    with_functions = [row["functions"] for row in rows if row["functions"] is not None]
    shares = ", ".join(f"{_share(place <= k for place in with_functions)} at {k}" for k in _FIRST)
    print(f"functions ({len(with_functions)} cases): {shares}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--budgets", type=int, nargs="+", default=[4000, 8000, 16000])
    parser.add_argument("--every", type=int, default=1, help="take every n-th case")
    parser.add_argument("--index", type=Path, default=None, help="folder that keeps the indexes")
    parser.add_argument("--aider", type=Path, default=None, help="the Python of an environment with aider")
    return parser.parse_args()


def _measure(case: dict[str, Any], mirror: Path, folder: Path, budgets: Sequence[int]) -> dict[str, Any]:
    """By way and budget whether the case is covered; the place of the last of its functions, if any."""
    objects = Objects(mirror)
    index = Index(folder, objects)
    commit, ticket, hunks = case["base_commit"], case["ticket"], case["gold_hunks"]
    ranked = index.rank(commit, ticket, limit=30)
    pack, whole = {}, {}
    for budget in budgets:
        snippets = index.pack(commit, ticket, ranked, budget).snippets
        pack[str(budget)] = _covers([(one.path, one.first_line, one.last_line) for one in snippets], hunks)
        whole[str(budget)] = _covers(_whole(objects, commit, ranked, budget), hunks)
    found = index.definitions(commit, ticket, ranked, limit=_DEFINITIONS)
    order = [(each.path, each.name) for each in found if each.kind == "function"]
    places = [
        order.index(one) + 1 if one in order else _DEFINITIONS for one in _functions(index, commit, hunks)
    ]
    return {"pack": pack, "whole": whole, "functions": max(places, default=None)}


def _aider(python: Path, case: dict[str, Any], mirror: Path, budgets: Sequence[int]) -> dict[str, bool]:
    """By budget whether the map shows the text of every line of the fix; blank ones do not count."""
    objects = Objects(mirror)
    with tempfile.TemporaryDirectory() as checkout:
        lay_out(mirror, case["base_commit"], Path(checkout))
        told = repository_map(python, Path(checkout), case["ticket"], budgets)
    wanted = set()
    for hunk in case["gold_hunks"]:
        lines = decode(objects.read(case["base_commit"], hunk["path"]) or b"").split("\n")
        wanted |= {(hunk["path"], lines[line - 1].rstrip()) for line in hunk["lines"] if line <= len(lines)}
    wanted = {(path, text) for path, text in wanted if text}
    return {str(n): wanted <= {(path, text.rstrip()) for path, text in told[str(n)]} for n in budgets}


def lay_out(mirror: Path, commit: str, folder: Path) -> None:
    """Write a commit's files into a folder."""
    archive = subprocess.run(
        ["git", f"--git-dir={mirror}", "archive", commit], check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)


def repository_map(python: Path, checkout: Path, ticket: str, budgets: Sequence[int]) -> dict[str, Any]:
    """What `repomap_aider.py` tells of a checkout, run by aider's Python."""
    script = Path(__file__).with_name("repomap_aider.py")
    command = [str(python), str(script), str(checkout), *map(str, budgets)]
    done = subprocess.run(command, input=ticket, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _covers(shown: Sequence[Span], hunks: Iterable[dict[str, Any]]) -> bool:
    return all(
        any(path == hunk["path"] and first <= line <= last for path, first, last in shown)
        for hunk in hunks
        for line in hunk["lines"]
    )


def _whole(objects: Objects, commit: str, ranked: Sequence[RankedFile], budget: int) -> list[Span]:
    """The ranked files whole, each that still fits."""
    shown = []
    for file in ranked:
        text = decode(objects.read(commit, file.path) or b"")
        cost = estimate(text)
        if cost <= budget:
            budget -= cost
            shown.append((file.path, 1, text.count("\n") + 1))
    return shown


def _functions(index: Index, commit: str, hunks: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """The innermost functions around the lines of the fix."""
    found = set()
    for hunk in hunks:
        symbols = index.symbols(commit, hunk["path"])
        for line in hunk["lines"]:
            around = [
                each
                for each in symbols
                if each.kind == "function" and each.first_line <= line <= each.last_line
            ]
            if around:
                inner = min(around, key=lambda each: each.last_line - each.first_line)
                found.add((hunk["path"], inner.qualified))
    return found


def _share(held: Iterable[bool]) -> str:
    values = list(held)
    return f"{100 * sum(values) / len(values):.1f}" if values else "-"


if __name__ == "__main__":
    main()
