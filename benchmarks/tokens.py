"""Input tokens and calls a ticket on recorded cases, for the built-in routes and beside others' ways.

usage: python benchmarks/tokens.py CASES.jsonl --mirrors DIR [--sample N] [--aider BIN] [--json FILE]

CASES has a line for each case: id, fetch or repo (owner/name), base_commit, ticket, gold_files. DIR holds
bare repositories, each as owner+name/repo. No model is asked: the prompts of a ticket that goes well (no
repair, nothing asked again) are rendered, and their tokens estimated. N cases are taken, spread evenly over
the file.

route    what the built-in route of the ticket asks: the short way, or spec, patches and wording
whole    the same, with the whole text of the files that the pack shows parts of
gold     the patch prompt alone with the whole text of exactly the files that the real fix changed
aider    what aider (in an environment of its own, BIN) sends for the same ticket, see tokens_aider.py
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tokens_aider import heard

from devflow.config import Config
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Context, Facts, Risk, Snippet, Spec, Summary, Ticket
from devflow.index import Index
from devflow.index.packing.tokens import estimate
from devflow.models import Budget, MemoryJournal, Models
from devflow.models.settings import EDITS
from devflow.prompts import Prompts
from devflow.sandbox import Unsandboxed
from devflow.steps.patch import question
from devflow.steps.route import choose_route, raise_for_spec
from devflow.steps.scope import scope_of
from devflow.toolbox import Toolbox

# -- what the wording is shown of a usual change: a dozen sentences
_SUMMARY = Summary(
    title="x",
    asked="",
    risk=Risk.LOW,
    owner="",
    changed=(),
    proven=("x " * 20,) * 12,
    evidence=(),
    look_at=(),
    roll_back="",
)
_RECORD: dict[str, Any] = {"summary": _SUMMARY, "attempt": 1, "results": (), "criteria": ()}
# -- a spec of usual length: five sentences
_SPEC = Spec(action="x " * 20, expected="x " * 20, edge_cases=("x " * 20,), criteria=())


def main() -> int:
    """Print a line a case, then median and quartiles of each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=20)
    parser.add_argument("--aider", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    cases = [json.loads(line) for line in args.cases.read_text().splitlines() if line.strip()]
    step = max(len(cases) // args.sample, 1)
    rows = []
    for case in cases[::step][: args.sample]:
        place = args.mirrors / case.get("fetch", case["repo"]).replace("/", "+") / "repo"
        with tempfile.TemporaryDirectory() as folder:
            row = measure(case, place.resolve(), Path(folder))
            if args.aider:
                row |= beside(args.aider, case, place.resolve(), Path(folder))
        rows.append({"id": case["id"], **row})
        print(", ".join(f"{name} {value}" for name, value in rows[-1].items()), flush=True)
        if args.json:
            args.json.write_text(json.dumps(rows, indent=1))
    summarise(rows)
    return 0


def summarise(rows: list[dict[str, Any]]) -> None:
    """Median and quartiles of each column, and of each way's tokens over the route's."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for name, value in row.items():
            if name != "id":
                found[name].append(value)
            if name.endswith(" tokens") and name != "route tokens":
                found[f"{name} / route"].append(value / row["route tokens"])
    for name, values in found.items():
        low, middle, high = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
        print(f"{name:22} cases {len(values):3}  median {middle:9.1f}  quartiles {low:9.1f} to {high:9.1f}")


def measure(case: Mapping[str, Any], place: Path, folder: Path) -> dict[str, int]:
    """The tokens and calls of one case."""
    objects, commit = Objects(place), case["base_commit"]
    title, _, body = case["ticket"].partition("\n")
    ticket = Ticket(title=title[:300] or "untitled", body=body, source="case")
    models = Models({}, MemoryJournal(), Budget())
    user = UserRepo(place, place, place, "sha1")
    index = Index(folder / "index", objects)
    run = RunRepo(folder / "run", user)
    run.objects = objects
    tools = Toolbox("case", commit, 0, run, index, models, Unsandboxed(), Prompts.shipped(), Config())
    route = choose_route(tools, ticket)
    ranked = index.rank(commit, ticket.body, title=ticket.title, limit=30)
    context = index.pack(commit, ticket.body, ranked, route.context_tokens, title=ticket.title)
    route = raise_for_spec(tools, route, None, context)
    scope = scope_of(context, Config().scope)
    spec = tokens(tools, "spec", ticket=ticket, risk=route.risk.value, notes=())
    asked = ((), Facts(quotes=()), scope, EDITS[0])
    patch = tokens(tools, "patch", **question(ticket, _SPEC, context.snippets, *asked), notes=())
    files = _whole(objects, commit, context)
    whole = tokens(tools, "patch", **question(ticket, _SPEC, files, *asked), notes=())
    gold = _files(objects, commit, case["gold_files"])
    wording = tokens(tools, "summary", ticket=ticket, **_RECORD, notes=())
    long = {"spec": spec, "patch": patch * route.candidates, "summary": wording}
    given = {"ticket": ticket, "context": context, "scope": scope, "edits": EDITS[0], "failed": ()}
    short = tokens(tools, "draft", **given, notes=()) if route.short else 0
    return {
        "route tokens": short or sum(long.values()),
        "route calls": 1 if short else 2 + route.candidates,
        "whole tokens": spec + whole * route.candidates + wording,
        "gold tokens": tokens(tools, "patch", **question(ticket, _SPEC, gold, *asked), notes=()),
        "high risk": int(route.risk.value == "high"),
    }


def beside(aider: Path, case: Mapping[str, Any], place: Path, folder: Path) -> dict[str, int]:
    """The tokens and calls of aider in a checkout of the base."""
    checkout = folder / "checkout"
    for words in (
        ("clone", "-q", "-s", "--no-checkout", str(place), str(checkout)),
        ("-C", str(checkout), "checkout", "-q", case["base_commit"]),
    ):
        subprocess.run(("git", *words), check=True)
    found = heard(aider, checkout, case["ticket"], case["gold_files"]).tokens
    return {"aider tokens": sum(found), "aider calls": len(found)}


def tokens(tools: Toolbox, template: str, **values: object) -> int:
    """The estimated tokens of a rendered prompt."""
    return sum(estimate(text) for text in tools.prompts.render(template, **values).values())


def _whole(objects: Objects, commit: str, context: Context) -> list[Snippet]:
    """Every file of which a part is shown, as one piece."""
    return _files(objects, commit, [snippet.path for snippet in context.snippets])


def _files(objects: Objects, commit: str, paths: Iterable[str]) -> list[Snippet]:
    pieces = []
    for path in dict.fromkeys(paths):
        text = (objects.read(commit, path) or b"").decode(errors="replace")
        pieces.append(Snippet(path=path, first_line=1, last_line=text.count("\n") + 1, text=text))
    return pieces


if __name__ == "__main__":
    raise SystemExit(main())
