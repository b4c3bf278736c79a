"""`devflow try`: use a run's candidate by hand, outside of the checkout."""

from __future__ import annotations

from pathlib import Path

import click

from devflow import trial
from devflow.clean import clean_line
from devflow.cli import common, options
from devflow.report.told import TrialGoneTold, TrialTold


@click.command("try")
@options.run_name
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="A folder that does not exist yet, instead of a temporary one.",
)
@click.option("--clean", is_flag=True, help="Delete the folders that were laid out of this run.")
@options.as_json
def try_(run: str, into: Path | None, clean: bool, json_: bool) -> None:
    """Lay a run's candidate out in a folder of its own, to be used by hand.

    Your checkout stays as it is. The commands that are printed use the candidate with the environment of
    your checkout.

    Example: devflow try last
    """
    engine = common.engine()
    shown = engine.view(run)
    if clean:
        gone = [str(folder) for folder in trial.take_away(engine.store, shown.run.id)]
        if json_:
            common.print_json(TrialGoneTold(run=shown.run.id, removed=tuple(gone)))
        for folder in () if json_ else gone or ("nothing",):
            click.echo(f"removed {clean_line(folder)}")
        return
    laid = trial.lay_out(engine.user, engine.store, shown, into)
    if json_:
        told = TrialTold(run=laid.run, commit=laid.commit, folder=str(laid.folder), commands=laid.commands)
        common.print_json(told)
        return
    click.echo(f"candidate {laid.commit[:12]} of run {laid.run} in {clean_line(str(laid.folder))}")
    for command in laid.commands:
        click.echo(f"  {clean_line(command)}")
    click.echo(f"  devflow try {laid.run} --clean")
