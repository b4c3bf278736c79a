"""`devflow bench commits`: the repo's own past commits as tickets."""

from __future__ import annotations

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import click

from devflow import config, wiring
from devflow.bench.choosing import choose
from devflow.bench.measuring import bench
from devflow.bench.repository import BenchRepo
from devflow.cli import common
from devflow.config import Isolation
from devflow.engine import Engine
from devflow.git.objects import Objects
from devflow.git.user_repo import UserRepo
from devflow.report import commits as report
from devflow.store.store import Store

# -- nobody is there to be asked, and nobody reads a wording
_FLAGS = {"route.high.ask_scope": False, "run.wording": False}


@click.command()
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 500), help="How many commits.")
@click.option("--base", default="HEAD", show_default=True, help="The commit to look back from.")
@click.option(
    "--budget",
    type=common.MONEY,
    default="2.00",
    show_default=True,
    help="Dollars for all of them together.",
)
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting, as models.code.model=…"
)
@click.option("--check", multiple=True, help="A shell line that checks the repo, instead of what is found.")
@click.option("--attempts", type=int, help="How often each patch may be tried.")
@click.option("--sandbox", type=click.Choice(get_args(Isolation)), help="How checks are held apart.")
@click.option(
    "--scripts",
    type=click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True),
    help="Take the replies from COMMIT.jsonl in this folder, by the first 12 letters of the commit.",
)
@click.option("--dry-run", is_flag=True, help="Say which commits would be run, and run none.")
@common.as_json
def commits(
    limit: int,
    base: str,
    budget: Decimal,
    settings: tuple[str, ...],
    check: tuple[str, ...],
    attempts: int | None,
    sandbox: str | None,
    scripts: Path | None,
    dry_run: bool,
    json_: bool,
) -> None:
    """Run past commits of this repository as tickets, beside what they really did.

    Each starts at the commit's parent with the commit's words as its ticket, and is measured with the
    commit's own tests. Nothing is added to your branches: runs and commits of a bench are its own.

    Example: devflow bench commits --limit 10 --set models.code.model=qwen3:32b --budget 1.00
    """
    user = UserRepo.find(Path.cwd())
    start = user.resolve(base)
    fixes = choose(Objects(user.git_dir), start, limit)
    if dry_run:
        found = list(fixes)
        if json_:
            common.print_json(report.chosen(start, found))
        else:
            report.show_chosen(found)
        return
    flags = {**_FLAGS, **_given(settings), **common.flags_from(None, attempts, sandbox, check)}
    usable = config.load(None, os.environ, flags, user.root)
    if scripts is None:
        wiring.require_models(usable)
    beside = BenchRepo.beside(user)
    engine = Engine(beside, Store(beside.state), common.listener(json_=False))
    compared = list(bench(engine, fixes, flags, scripts, budget))
    if json_:
        common.print_json(report.data(start, compared))
    elif compared:
        report.show(compared)
    else:
        click.echo("No commit of this history changes both a little source and a test.", err=True)


def _given(settings: tuple[str, ...]) -> dict[str, Any]:
    """The settings under their dotted keys; what is no TOML value is taken as a word."""
    given: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not key or not equals:
            raise click.UsageError(f"--set {setting} is not KEY=VALUE.")
        try:
            given[key] = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            given[key] = text
    return given
