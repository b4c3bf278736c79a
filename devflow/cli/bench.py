"""`devflow bench`: measure devflow on recorded cases, and on the repo's own past commits."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from devflow.bench.localisation import measure
from devflow.cli import common
from devflow.cli.commits import commits


@click.group()
def bench() -> None:
    """Measure devflow on recorded cases, or on the past commits of a repository.

    Example: devflow bench commits --limit 10 --dry-run
    """


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
        for number, row in enumerate(measure(known, mirrors, folder or Path(spare), budgets), 1):
            lines.write(json.dumps(row) + "\n")
            lines.flush()
            common.say(f"{number} of {len(known)}: {row['id']}")


def _budgets(packs: str) -> tuple[int, ...]:
    try:
        return tuple(int(budget) for budget in packs.split(",") if budget)
    except ValueError:
        raise click.UsageError(f"--packs {packs} is not a list of numbers.") from None
