"""`devflow gc`: take away what finished runs left in the git directory."""

from __future__ import annotations

import time

import click

from devflow.bench.repository import FOLDER
from devflow.cleanup import clean_up
from devflow.cli import common, options
from devflow.report import leftovers
from devflow.store.store import Store


@click.command()
@click.option(
    "--days",
    default=14.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Also runs that nobody judged and nobody touched for so long.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go; delete nothing.")
@options.as_json
def gc(days: float, dry_run: bool, json_: bool) -> None:
    """Remove the working folders of finished runs.

    Those of runs that are approved, rejected, or untouched for --days; a bench's as well. Branches, verdicts,
    receipts and replies stay, and such a run can still go on. A run at work is left alone.

    Example: devflow gc --dry-run
    """
    own = common.store()
    benched = own.folder / FOLDER
    stores = (own, Store(benched)) if benched.is_dir() else (own,)
    now = time.time()
    found = [left for store in stores for left in clean_up(store, now, days, dry_run=dry_run)]
    if json_:
        common.print_json(leftovers.told(found, dry_run=dry_run))
    else:
        leftovers.show(found, dry_run=dry_run)
