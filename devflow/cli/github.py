"""`devflow github`: what the jobs of a workflow call, and what tells GitHub of a run."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from devflow.bundle import files
from devflow.clean import clean_line
from devflow.cli import common, options
from devflow.cli.carrying import carry
from devflow.forge import runner, working
from devflow.forge.jobs import Job
from devflow.forge.orders import ORDER
from devflow.report.markdown import markdown
from devflow.report.told import OrderTold, PublishedTold

_FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)
_FILE = click.Path(dir_okay=False, path_type=Path, resolve_path=True)
_label = click.option("--label", default="devflow", show_default=True, help="The label that starts a run.")
_remote = click.option("--to", "url", metavar="URL", help="The remote, where it is not the repository's own.")


@click.group()
def github() -> None:
    """Take tickets from GitHub and tell it of runs, in jobs that must not trust each other.

    Example: devflow github publish run.bundle
    """


@github.command()
@click.argument("folder", type=_FOLDER)
@_label
@_remote
@options.as_json
def event(folder: Path, label: str, url: str | None, json_: bool) -> None:
    """Decide what the event of this job asks for, and gather in FOLDER what is needed to do it.

    Reads the event that GitHub Actions keeps, asks GitHub whether whoever is behind it may ask, and tells the
    next steps by the outputs `do` and `run`. Needs a token that may read.

    Example: devflow github event work
    """
    order = Job(os.environ, Path.cwd(), markdown, label, url).order(folder)
    (folder / ORDER).write_text(order.model_dump_json(), "utf-8")
    runner.tell_outputs(os.environ, {"do": order.do, "run": order.run})
    if json_:
        common.print_json(OrderTold.model_validate(order.model_dump(exclude={"ticket"})))
    else:
        click.echo(clean_line(f"{order.do}: {order.why}" if order.why else order.do))


@github.command()
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=_FILE)
@options.as_json
def work(folder: Path, file: Path, json_: bool) -> int:
    """Do what the order in FOLDER says, and save the run in FILE however it ends.

    A new run starts, or an older one goes on with what was decided. Refuses to start where a token for GitHub
    is in the environment: here a model is asked, and the repo's code is run.

    Example: devflow github work work run.bundle
    """
    working.require_no_token(os.environ)
    order = working.read(folder)
    engine = common.engine(json_=json_)
    run = working.begin(engine, order, folder)
    try:
        return carry(engine, run, json_=json_)
    finally:
        files.save(engine.user, engine.store, engine.store.run(run.id), file)


@github.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--repo", metavar="OWNER/NAME", help="The repository; in a job, the one of its event.")
@click.option("--into", default="", help="The branch that pull requests go to, instead of the default one.")
@_label
@_remote
@options.as_json
def publish(file: Path | None, repo: str | None, into: str, label: str, url: str | None, json_: bool) -> None:
    """Check a bundle again, push its branch, open a draft pull request, set a check run.

    In a job, the event says what is done: the bundle's run must be the one that was asked for, and what
    people decided is what GitHub shows, not what the bundle tells. A verdict takes no FILE. With --repo there
    is no event, and you answer for the bundle. Needs a token that may write; no model is asked and none of
    the repo's code is run.

    Example: devflow github publish run.bundle --repo owner/name
    """
    job = Job(os.environ, Path.cwd(), markdown, label, url, into)
    published = job.publish_without_event(repo, file) if repo else job.publish(file)
    if json_:
        common.print_json(PublishedTold(**asdict(published)))
    else:
        parts = (published.run, published.state, published.address)
        click.echo(clean_line(" ".join(filter(None, parts))))
