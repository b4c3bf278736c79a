"""`devflow setup`: make what the repo's checks need, with the network, and keep it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from devflow import setup as setting_up
from devflow.clean import clean_line
from devflow.cli import common, options
from devflow.git.user_repo import UserRepo
from devflow.report.told import SetupTold


@click.command()
@options.base("set up")
@click.option("--again", is_flag=True, help="Even if it was done for these commands and lock files.")
@click.option("--dry-run", is_flag=True, help="Say what would be run; run nothing.")
@options.as_json
def setup(base: str, again: bool, dry_run: bool, json_: bool) -> None:
    """Make what this repository's checks need, once for its lock files.

    Runs `checks.setup` of the configuration, or what the repository's files propose, in a checkout of its
    own: in the sandbox, with the network, without your keys, variables and files. What that makes (an
    environment, node_modules, built files) is kept for the lock files of the base and laid into every later
    check. Your checkout is not touched.

    Example: devflow setup --dry-run
    """
    user = UserRepo.find(Path.cwd())
    planned, settings = setting_up.plan(user, base, os.environ)
    done = planned.done and not again
    outfit = None
    if not done and not dry_run:
        started = time.monotonic()
        outfit = setting_up.set_up(user, planned, settings, os.environ, _tell)
        _say(f"done in {time.monotonic() - started:.1f} s")
    if json_:
        told = SetupTold(
            commands=planned.commands,
            configured=planned.configured,
            folder=str(planned.folder),
            done=planned.done or outfit is not None,
            folders=outfit.folders if outfit else (),
            files=outfit.files if outfit else (),
        )
        common.print_json(told)
    elif done:
        click.echo(f"already set up in {clean_line(str(planned.folder))}; --again does it again")
    else:
        for line in planned.commands if dry_run else ():
            click.echo(clean_line(line))
        for name in (*outfit.folders, *outfit.files) if outfit else ():
            click.echo(clean_line(name))


def _tell(told: setting_up.Told) -> None:
    _say(f"$ {told.text}" if told.begins else f"  {told.text}")


def _say(text: str) -> None:
    common.say(f"setup     {text}")
