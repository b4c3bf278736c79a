"""`devflow gc`: take away what finished runs left in the git directory."""

from __future__ import annotations

import time

import click

from devflow.cleanup import clean_up
from devflow.cli import common
from devflow.report import leftovers


@click.command()
@click.option(
    "--days",
    default=14.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Also runs that nobody judged and nobody touched for so long.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go; delete nothing.")
@common.as_json
def gc(days: float, dry_run: bool, json_: bool) -> None:
    """Remove the working folders of finished runs.

    Those of runs that are approved, rejected, or untouched for --days. Branches, verdicts, receipts and
    replies stay, and such a run can still go on. A run at work is left alone.

    Example: devflow gc --dry-run
    """
    found = clean_up(common.store(), time.time(), days, dry_run=dry_run)
    if json_:
        common.print_json(leftovers.data(found, dry_run=dry_run))
    else:
        leftovers.show(found, dry_run=dry_run)
