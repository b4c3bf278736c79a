"""`devflow github`: what the jobs of a workflow call, and what tells GitHub of a run."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from devflow.bundle import files
from devflow.bundle.remote import Remote
from devflow.clean import clean_line
from devflow.cli import common
from devflow.errors import ConfigError
from devflow.forge import events, orders, runner, tokens, working
from devflow.forge.client import Client
from devflow.forge.orders import ORDER, Order
from devflow.forge.publishing import Publisher, Told
from devflow.git.user_repo import UserRepo
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
@common.as_json
def event(folder: Path, label: str, url: str | None, json_: bool) -> None:
    """Decide what the event of this job asks for, and gather in FOLDER what is needed to do it.

    Reads the event that GitHub Actions keeps, asks GitHub whether whoever is behind it may ask, and tells the
    next steps by the outputs `do` and `run`. Needs a token that may read.

    Example: devflow github event work
    """
    order = _decide(folder, label, url)
    (folder / ORDER).write_text(order.model_dump_json(), "utf-8")
    runner.tell_outputs(os.environ, {"do": order.do, "run": order.run})
    _print_order(order, json_)


@github.command()
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=_FILE)
@common.as_json
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
        return common.carry(engine, run, json_=json_)
    finally:
        files.save(engine.user, engine.store, engine.store.run(run.id), file)


@github.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--repo", metavar="OWNER/NAME", help="The repository; in a job, the one of its event.")
@click.option("--into", default="", help="The branch that pull requests go to, instead of the default one.")
@_label
@_remote
@common.as_json
def publish(file: Path | None, repo: str | None, into: str, label: str, url: str | None, json_: bool) -> None:
    """Check a bundle again, push its branch, open a draft pull request, set a check run.

    In a job, the event says what is done: the bundle's run must be the one that was asked for, and what
    people decided is what GitHub shows, not what the bundle tells. A verdict takes no FILE. With --repo there
    is no event, and you answer for the bundle. Needs a token that may write; no model is asked and none of
    the repo's code is run.

    Example: devflow github publish run.bundle --repo owner/name
    """
    told = _publish_alone(file, repo, into, url) if repo else _publish_event(file, into, label, url)
    if json_:
        common.print_told(PublishedTold(**asdict(told)))
    else:
        click.echo(clean_line(" ".join(part for part in (told.run, told.state, told.address) if part)))


def _publish_alone(file: Path | None, repo: str, into: str, url: str | None) -> Told:
    publisher = _publisher(repo, into, url)
    return publisher.bundle(_needed(file), None, publisher.user.state)


def _publish_event(file: Path | None, into: str, label: str, url: str | None) -> Told:
    with runner.folder() as folder:
        if file is not None and (repository := runner.repository(os.environ)):
            publisher = _publisher(repository, into, url)
            if publisher.told_before(file):
                return publisher.bundle(file, None, folder)
        order = _decide(folder, label, url)
        if order.do == "nothing":
            return Told("", f"nothing: {order.why}")
        publisher = _publisher(order.repository, into, url)
        if order.do == "tell":
            return publisher.tell(order)
        if order.do == "judge":
            return _judged(publisher, order, folder)
        if order.do == "queue":
            return publisher.queue(order)
        return publisher.bundle(_needed(file), order, folder)


def _judged(publisher: Publisher, order: Order, folder: Path) -> Told:
    """A verdict; where it cannot be given, whoever gave it is told."""
    try:
        return publisher.judge(order, folder)
    except ConfigError as error:
        why = f"{error.message}\n\n{error.hint}".strip()
        return publisher.tell(order.model_copy(update={"why": why, "code": error.code}))


def _decide(folder: Path, label: str, url: str | None) -> Order:
    """The order of this job's event."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = events.load(*runner.event(os.environ), label)
    if not isinstance(asked, events.Asked):
        return orders.without_asking(asked)
    client = _client(asked.repository)
    remote = _remote_of(client, url)
    return orders.decide(asked, client, UserRepo.find(Path.cwd()), remote, folder)


def _client(repository: str) -> Client:
    return Client(repository, tokens.token(os.environ), runner.api(os.environ))


def _remote_of(client: Client, url: str | None) -> Remote:
    return Remote(url) if url else Remote(runner.remote(os.environ, client.repository), client.token)


def _publisher(repository: str, into: str, url: str | None) -> Publisher:
    client = _client(repository)
    user = UserRepo.find(Path.cwd())
    user.state.mkdir(parents=True, exist_ok=True)
    return Publisher(client, user, _remote_of(client, url), markdown, into)


def _needed(file: Path | None) -> Path:
    if file is None:
        raise click.UsageError("Give the bundle that is to be published.")
    return file


def _print_order(order: Order, json_: bool) -> None:
    if json_:
        common.print_told(OrderTold.model_validate(order.model_dump(exclude={"ticket"})))
    else:
        click.echo(clean_line(f"{order.do}: {order.why}" if order.why else order.do))
