"""How many real fixes would pause for their scope, and how wide that scope is: to be read together.

A case is one JSON line with repo, base_commit, ticket and gold_files. DIR holds bare repositories as
owner+name/repo. A fix pauses when one of its files is outside the scope that the ranking proposes.

    python benchmarks/scope.py CASES.jsonl --mirrors DIR --files 3 5 8 12
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from devflow.config import ScopeRules
from devflow.git.objects import Objects
from devflow.guard import permits
from devflow.handoffs import Context, RankedFile, Verb
from devflow.index import Index
from devflow.steps.scope import scope_of


def main() -> None:
    """Rank each case once and try each width on it."""
    options = _options()
    cases = [json.loads(line) for line in options.cases.read_text().splitlines() if line.strip()]
    ranked = []
    with tempfile.TemporaryDirectory() as fallback:
        room = options.index or Path(fallback)
        for case in cases[:: options.every]:
            mirror = options.mirrors / case.get("fetch", case["repo"]).replace("/", "+") / "repo"
            if mirror.is_dir():
                ranked.append((case, _rank(case, mirror, room / case["repo"].replace("/", "+"))))
    print(f"{len(ranked)} of {len(cases[:: options.every])} cases have their repository here")
    print(f"{'files':>6} {'paused':>8} {'median width':>13}")
    for files in options.files:
        print(_row(ranked, files))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--files", type=int, nargs="+", default=[3, 5, 8, 12])
    parser.add_argument("--every", type=int, default=1, help="take every n-th case")
    parser.add_argument("--index", type=Path, default=None, help="folder that keeps the indexes")
    return parser.parse_args()


def _rank(case: dict[str, Any], mirror: Path, folder: Path) -> tuple[RankedFile, ...]:
    title, _, body = case["ticket"].partition("\n")
    return Index(folder, Objects(mirror)).rank(case["base_commit"], body, title=title, limit=30)


def _row(ranked: list[tuple[dict[str, Any], tuple[RankedFile, ...]]], files: int) -> str:
    paused, widths = 0, []
    for case, found in ranked:
        scope = scope_of(Context(files=found, snippets=(), tests=(), tokens=0), ScopeRules(files=files))
        paused += not all(permits(scope, path, Verb.MODIFY) for path in case["gold_files"])
        widths.append(sum(permits(scope, file.path, Verb.MODIFY) for file in found))
    share = paused / len(ranked) if ranked else 0.0
    return f"{files:>6} {share:>8.1%} {statistics.median(widths) if widths else 0:>13}"


if __name__ == "__main__":
    main()
