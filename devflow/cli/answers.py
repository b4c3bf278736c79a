"""`devflow accept` and `devflow scope`: a person's answer to what a paused run asked."""

from __future__ import annotations

import click

from devflow.cli import common

_RUN = click.argument("run")


@click.command()
@_RUN
@click.argument("name")
@common.as_json
def accept(run: str, name: str, json_: bool) -> int:
    """Accept by name what a paused run holds, and go on with it.

    NAME is the path that the pause named, or `unchecked` for a candidate that no check could run on.

    Example: devflow accept last pytest.ini
    """
    return _go_on(run, "accept", name, json_)


@click.group()
def scope() -> None:
    """Widen the scope of a paused run.

    Example: devflow scope add last src/app/export.py
    """


@scope.command()
@_RUN
@click.argument("path")
@common.as_json
def add(run: str, path: str, json_: bool) -> int:
    """Put a path, or a glob, into the scope and go on with the run.

    Example: devflow scope add last 'src/app/*.py'
    """
    return _go_on(run, "permit", path, json_)


def _go_on(run: str, kind: str, text: str, json_: bool) -> int:
    engine = common.engine(json_=json_)
    found = engine.decide(run, kind, text, common.who(engine))
    return common.carry(engine, found, json_=json_)
