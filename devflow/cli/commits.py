"""`devflow bench commits`: the repo's own past commits as tickets."""

from __future__ import annotations

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from devflow import config, wiring
from devflow.bench.choosing import choose
from devflow.bench.measuring import Compared, bench
from devflow.bench.repository import BenchRepo
from devflow.cli import common, options
from devflow.cli.flags import with_flags
from devflow.engine import Engine
from devflow.git.objects import Objects
from devflow.git.user_repo import UserRepo
from devflow.report import commits as report
from devflow.store.store import Store

# -- nobody is there to be asked, and nobody reads a wording
_FLAGS = {"route.high.ask_scope": False, "run.wording": False}


def _settings(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, Any]:
    """The settings under their dotted keys; what is no TOML value is taken as a word."""
    del context, option
    read: dict[str, Any] = {}
    for setting in given:
        key, equals, text = setting.partition("=")
        if not key or not equals:
            raise click.UsageError(f"--set {setting} is not KEY=VALUE.")
        try:
            read[key] = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            read[key] = text
    return read


@click.command()
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 500), help="How many commits.")
@options.base("look back from")
@click.option(
    "--budget",
    type=options.MONEY,
    default="2.00",
    show_default=True,
    help="Dollars for all of them together.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_settings,
    help="A setting, as models.code.model=…",
)
@with_flags
@click.option(
    "--scripts",
    type=click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True),
    help="Take the replies from COMMIT.jsonl in this folder, by the first 12 letters of the commit.",
)
@click.option("--dry-run", is_flag=True, help="Say which commits would be run, and run none.")
@options.as_json
def commits(
    limit: int,
    base: str,
    budget: Decimal,
    settings: dict[str, Any],
    flags: dict[str, Any],
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
        compared = [Compared(fix, None, "not run") for fix in fixes]
    else:
        flags = {**_FLAGS, **settings, **flags}
        engine = _engine(user, flags, ask_models=scripts is None)
        compared = list(bench(engine, fixes, flags, scripts, budget))
    if json_:
        common.print_json(report.told(start, compared))
    elif not compared:
        common.say("No commit of this history changes both a little source and a test.")
    elif dry_run:
        report.show_chosen([each.fix for each in compared])
    else:
        report.show(compared)


def _engine(user: UserRepo, flags: dict[str, Any], *, ask_models: bool) -> Engine:
    """The engine of the bench beside a repository, whose runs and branches are its own."""
    settings = config.load(None, os.environ, flags, user.root)
    if ask_models:
        wiring.require_models(settings)
    beside = BenchRepo.beside(user)
    return Engine(beside, Store(beside.state), common.listener())
