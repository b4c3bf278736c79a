"""`devflow bench`: measure devflow on recorded cases, and on the repo's own past commits."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from devflow.cli.commits import commits
from devflow.errors import ConfigError
from devflow.git.objects import Objects
from devflow.index import Index

_RANKED = 50


@click.group()
def bench() -> None:
    """Measure devflow on recorded cases, or on the past commits of a repository."""


bench.add_command(commits)


@bench.command()
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mirrors",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of bare repositories, each as owner+name/repo.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Predictions.")
@click.option("--packs", default="", metavar="TOKENS,…", help="Also cut packs of these budgets.")
@click.option(
    "--index",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the indexes here; without it each is made anew in a temporary folder.",
)
def localisation(cases: Path, mirrors: Path, out: Path, packs: str, folder: Path | None) -> None:
    """Rank the files of each case at its base commit, no model called.

    Writes a line for each case: id, ranked_files, index_s, query_s and, with --packs, by budget the
    tokens and the snippets as [path, first line, last line].

    Example: devflow bench localisation cases.jsonl --mirrors ../mirrors --out predictions.jsonl
    """
    budgets = _budgets(packs)
    known = [json.loads(line) for line in cases.read_text().splitlines() if line.strip()]
    known.sort(key=lambda case: (case["fetch"], case["id"]))
    with tempfile.TemporaryDirectory() as spare, out.open("w") as lines:
        for number, row in enumerate(_measure(known, mirrors, folder or Path(spare), budgets), 1):
            lines.write(json.dumps(row) + "\n")
            lines.flush()
            click.echo(f"{number} of {len(known)}: {row['id']}", err=True)


def _budgets(packs: str) -> tuple[int, ...]:
    try:
        return tuple(int(budget) for budget in packs.split(",") if budget)
    except ValueError:
        raise ConfigError(f"--packs {packs} is not a list of numbers.", code="E_USAGE") from None


def _measure(
    cases: list[dict[str, Any]], mirrors: Path, folder: Path, budgets: tuple[int, ...]
) -> Iterator[dict[str, Any]]:
    name, index = "", None
    for case in cases:
        if index is None or case["fetch"] != name:
            name = case["fetch"]
            place = name.replace("/", "+")
            index = Index(folder / place, Objects(mirrors / place / "repo"))
        commit, ticket = case["base_commit"], case["ticket"]
        started = time.perf_counter()
        index.update(commit)
        indexed = time.perf_counter()
        ranked = index.rank(commit, ticket, limit=_RANKED)
        asked = time.perf_counter()
        row: dict[str, Any] = {
            "id": case["id"],
            "ranked_files": [file.path for file in ranked],
            "index_s": round(indexed - started, 4),
            "query_s": round(asked - indexed, 4),
        }
        for budget in budgets:
            context = index.pack(commit, ticket, ranked, budget)
            snippets = [[each.path, each.first_line, each.last_line] for each in context.snippets]
            row.setdefault("packs", {})[budget] = {"tokens": context.tokens, "snippets": snippets}
        yield row
