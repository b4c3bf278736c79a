"""`devflow answer`, `accept` and `scope`: a person's answer to what a paused run asked."""

from __future__ import annotations

import click

from devflow.cli import common, options
from devflow.cli.carrying import carry

# -- named always: with a word left out, what is answered could be taken for the run
_RUN = click.argument("run")


@click.command()
@_RUN
@click.argument("text", required=False)
@click.option("--yes", is_flag=True, help="Say yes to what is asked.")
@options.as_json
def answer(run: str, text: str | None, yes: bool, json_: bool) -> int:
    """Answer what a paused run asks, and go on with it.

    TEXT answers a question about the ticket in your words, which the coding model is then given as a fact.
    --yes agrees to what is asked: the scope, what is held, more budget, or that the checks are set up now.

    Example: devflow answer last --yes
    """
    if yes is (text is not None) or text == "":
        raise click.UsageError("Give the answer in words, or --yes.")
    engine = common.engine(json_=json_)
    return carry(engine, engine.answer(run, text or "", engine.who), json_=json_)


@click.command()
@_RUN
@click.argument("name")
@options.as_json
def accept(run: str, name: str, json_: bool) -> int:
    """Accept by name what a paused run holds, and go on with it.

    NAME is the path that the pause named, or `unchecked` for a candidate that no check could run on.

    Example: devflow accept last pytest.ini
    """
    engine = common.engine(json_=json_)
    return carry(engine, engine.accept(run, name, engine.who), json_=json_)


@click.group()
def scope() -> None:
    """Widen the scope of a paused run.

    Example: devflow scope add last src/app/export.py
    """


@scope.command()
@_RUN
@click.argument("path")
@options.as_json
def add(run: str, path: str, json_: bool) -> int:
    """Put a path, or a glob, into the scope and go on with the run.

    Example: devflow scope add last 'src/app/*.py'
    """
    engine = common.engine(json_=json_)
    return carry(engine, engine.widen(run, path, engine.who), json_=json_)
