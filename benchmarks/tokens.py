"""Input tokens and calls a ticket on recorded cases, for the built-in routes and for sending whole files.

usage: python benchmarks/tokens.py CASES.jsonl --mirrors DIR [--sample N]

CASES has a line for each case: id, fetch (owner/name), base_commit, ticket. DIR holds bare repositories,
each as owner+name/repo. No model is asked: the prompts of a ticket that goes well (no repair, nothing asked
again) are rendered and their tokens estimated. N cases are taken, spread evenly over the file.

short    one call for spec and patch, where the route of the ticket takes the short way
long     spec and patch, for each candidate that the route asks for
whole    the same patch prompt with the whole text of the files that the pack shows parts of
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devflow.config import Config
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Context, Facts, Snippet, Spec, Ticket
from devflow.index import Index
from devflow.index.tokens import estimate
from devflow.models import Budget, MemoryJournal, Models
from devflow.models.settings import EDITS
from devflow.prompts import Prompts
from devflow.sandbox import Unsandboxed
from devflow.steps.patch import question
from devflow.steps.route import choose_route, raise_for_spec
from devflow.steps.scope import scope_of
from devflow.toolbox import Toolbox

# -- a spec of usual length: five sentences
_SPEC = Spec(action="x " * 20, expected="x " * 20, edge_cases=("x " * 20,), criteria=())


def main() -> int:
    """Print a line a case, then the median and the mean of each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=20)
    args = parser.parse_args()
    cases = [json.loads(line) for line in args.cases.read_text().splitlines() if line.strip()]
    step = max(len(cases) // args.sample, 1)
    found: dict[str, list[int]] = defaultdict(list)
    for case in cases[::step][: args.sample]:
        place = args.mirrors / case["fetch"].replace("/", "+") / "repo"
        with tempfile.TemporaryDirectory() as folder:
            row = measure(case, place.resolve(), Path(folder))
        told = ", ".join(f"{name} {value}" for name, value in row.items())
        print(f"{case['id']}: {told}", flush=True)
        for name, value in row.items():
            found[name].append(value)
    for name, values in found.items():
        middle, mean = statistics.median(values), statistics.mean(values)
        print(f"{name:22} cases {len(values):3}  median {middle:9.0f}  mean {mean:9.1f}")
    return 0


def measure(case: Mapping[str, Any], place: Path, folder: Path) -> dict[str, int]:
    """The tokens and calls of one case."""
    objects, commit = Objects(place), case["base_commit"]
    title, _, body = case["ticket"].partition("\n")
    ticket = Ticket(title=title[:300] or "untitled", body=body, source="case")
    models = Models({}, MemoryJournal(), Budget())
    user = UserRepo(place, place, place)
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
    asked = (Facts(quotes=()), scope, EDITS[0])
    patch = tokens(tools, "patch", **question(ticket, _SPEC, context.snippets, *asked), notes=())
    files = _whole(objects, commit, context)
    whole = tokens(tools, "patch", **question(ticket, _SPEC, files, *asked), notes=())
    row = {
        "long tokens": spec + patch * route.candidates,
        "long calls": 1 + route.candidates,
        "whole files tokens": spec + whole,
        "high risk": int(route.risk.value == "high"),
    }
    if route.short:
        given = {"ticket": ticket, "context": context, "scope": scope, "edits": EDITS[0], "failed": ()}
        row |= {"short tokens": tokens(tools, "draft", **given, notes=()), "short calls": 1}
    return row


def tokens(tools: Toolbox, template: str, **values: object) -> int:
    """The estimated tokens of a rendered prompt."""
    return sum(estimate(text) for text in tools.prompts.render(template, **values).values())


def _whole(objects: Objects, commit: str, context: Context) -> list[Snippet]:
    """Every file of which a part is shown, as one piece."""
    pieces = []
    for path in dict.fromkeys(snippet.path for snippet in context.snippets):
        text = (objects.read(commit, path) or b"").decode(errors="replace")
        pieces.append(Snippet(path=path, first_line=1, last_line=text.count("\n") + 1, text=text))
    return pieces


if __name__ == "__main__":
    raise SystemExit(main())
