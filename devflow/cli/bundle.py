"""`devflow bundle`: a run as one file, for machines that must not trust each other."""

from __future__ import annotations

from pathlib import Path

import click

from devflow.bundle import files, judging, loading, pushing
from devflow.bundle.remote import Remote
from devflow.cli import common, options
from devflow.errors import RunNotFound
from devflow.git.user_repo import UserRepo
from devflow.report import data
from devflow.report.told import PushedTold

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def bundle() -> None:
    """Carry a run to another machine as one file.

    Example: devflow bundle save last run.bundle
    """


@bundle.command()
@options.run_name
@_FILE
def save(run: str, file: Path) -> None:
    """Save a run: its commit, its receipts and all that the store keeps of it.

    Example: devflow bundle save last run.bundle
    """
    store = common.store()
    found = store.run(run)
    files.save(UserRepo.find(Path.cwd()), store, found, file)
    common.say(f"saved run {found.id} in {file}")


@bundle.command()
@_FILE
@options.as_json
def check(file: Path, json_: bool) -> None:
    """Check a bundle without a model and without running anything.

    Its base is in the history of HEAD, its receipts hold, its commit changes what they say, and the guard
    finds nothing in it that nobody accepted. That its tests passed is what it says of itself.

    Example: devflow bundle check run.bundle
    """
    user = UserRepo.find(Path.cwd())
    with files.opened(user, file) as found, judging.judged(user, found) as shown:
        if json_:
            common.print_json(data.view_told(shown))
        else:
            click.echo(f"run {shown.run.id} is {shown.run.state.value}, and holds together")


@bundle.command()
@_FILE
def load(file: Path) -> None:
    """Load a run into this repository's store, to go on with it or to judge it here.

    Which models are asked, and how checks are held apart, is this machine's own configuration.

    Example: devflow bundle load run.bundle
    """
    engine = common.engine()
    with files.opened(engine.user, file) as found:
        run = loading.load(engine, found)
    common.say(f"loaded run {run.id}; `devflow review {run.id}` shows it")


@bundle.command()
@_FILE
@click.option("--to", "url", required=True, metavar="URL", help="The remote's address.")
@options.as_json
def push(file: Path, url: str, json_: bool) -> None:
    """Check a bundle, then push its branch and its rows to a remote.

    The branch is made only where there is none of that name, and never moved.

    Example: devflow bundle push run.bundle --to https://git.example.org/team/app.git
    """
    user = UserRepo.find(Path.cwd())
    with files.opened(user, file) as found, judging.judged(user, found) as shown:
        run = shown.run
        new = pushing.push(found, Remote(url), run.branch, run.id)
        if json_:
            common.print_json(data.run_told(run, PushedTold, pushed=new))
        else:
            click.echo(f"pushed {run.branch} at {run.head[:12]}" if new else "the branch was there already")


@bundle.command()
@options.run_name
@_FILE
@click.option("--from", "url", required=True, metavar="URL", help="The remote's address.")
def fetch(run: str, file: Path, url: str) -> None:
    """Fetch a run that was pushed to a remote, as a file to load or to check.

    RUN is its name, as its branch ends with it.

    Example: devflow bundle fetch 4f2c9k run.bundle --from https://git.example.org/team/app.git
    """
    if not pushing.fetch(UserRepo.find(Path.cwd()), Remote(url), pushing.rows_ref(run), file):
        raise RunNotFound(f"{url} keeps no run {run}.", "git ls-remote URL 'refs/devflow/runs/*' lists them.")
    common.say(f"fetched run {run} into {file}")
