"""`devflow setup`: make what the repo's checks need, with the network, and keep it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import click

from devflow import pins
from devflow import setup as setting_up
from devflow.clean import clean_line
from devflow.cli import common, options
from devflow.config import Config
from devflow.errors import ConfigError
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.report.told import SetupTold


@click.command()
@click.argument("run", required=False)
@options.base("set up")
@click.option("--again", is_flag=True, help="Even if it was done for these commands and lock files.")
@click.option("--dry-run", is_flag=True, help="Say what would be run; run nothing.")
@options.as_json
def setup(run: str | None, base: str, again: bool, dry_run: bool, json_: bool) -> None:
    """Make what this repository's checks need, once for its lock files.

    Runs `checks.setup` of the configuration, or what the repository's files propose, in a checkout of its
    own: in the sandbox, with the network, without your keys, variables and files. What that makes (an
    environment, node_modules, built files) is kept for the lock files of the base and laid into every later
    check. Your checkout is not touched.

    With RUN it is made for that run's candidate, whose patch adds a dependency: what its own files name is
    installed, whatever its lock file says. Look at what they name first: `devflow review RUN`.

    Example: devflow setup --dry-run
    """
    user = UserRepo.find(Path.cwd())
    with contextlib.ExitStack() as held:
        if run is None:
            planned, settings = setting_up.plan(user, base, os.environ)
            repo = None
        else:
            planned, settings, repo = held.enter_context(_of_run(user, run))
        done = planned.done and not again
        outfit = None
        if not done and not dry_run:
            started = time.monotonic()
            outfit = setting_up.set_up(user, planned, settings, os.environ, _tell, repo)
            for name in outfit.renewed:
                _say(f"{name} lacks what the patch's manifests name: renew it on the branch")
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
    if run is not None and (done or outfit):
        _say(f"next: devflow resume {clean_line(run)}")


@contextlib.contextmanager
def _of_run(user: UserRepo, name: str) -> Iterator[tuple[setting_up.Plan, Config, RunRepo]]:
    """What would set up a run's last candidate, and the repository that holds it, while the run is held.

    Raises:
        ConfigError: the run has no candidate that is kept.
        StoreError: there is no such run, or another process works on it.
    """
    deciding = common.deciding()
    shown = deciding.view(name)
    with deciding.store.hold(shown.run.id) as folder:
        repo = RunRepo.open(folder, user)
        if shown.candidate is None or not repo.has(shown.candidate.commit):
            message = f"Run {shown.run.id} has no candidate that could be set up."
            raise ConfigError(message, "`devflow setup` sets up the base.", code="E_SETUP_NONE")
        settings = pins.read(shown.run.id, shown.run.pins).config
        commit = shown.candidate.commit
        yield setting_up.plan_for_run(user, repo, shown.run.id, commit, settings), settings, repo


def _tell(told: setting_up.Told) -> None:
    _say(f"$ {told.text}" if told.begins else f"  {told.text}")


def _say(text: str) -> None:
    common.say(f"setup     {text}")
