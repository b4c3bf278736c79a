"""What several commands share: the store and engine of this folder's repository, and how results are told."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devflow.clean import clean_line
from devflow.errors import ConfigError
from devflow.events import Event, Tell
from devflow.git.user_repo import UserRepo

if TYPE_CHECKING:
    from pydantic import BaseModel

    from devflow.deciding import Deciding
    from devflow.engine import Engine
    from devflow.store.store import Store

# -- imports stand inside the functions that need them: a list of runs takes no engine


def store() -> Store:
    """The store of the repository that holds the current folder."""
    return store_at(Path.cwd())[1]


def store_at(place: Path) -> tuple[str, Store]:
    """The name of the repository that holds a folder, and its store."""
    from devflow.store.store import Store  # noqa: PLC0415 -- as said above

    user = UserRepo.find(place)
    return user.root.name, Store(user.state)


def engine(*, json_: bool = False) -> Engine:
    """The engine of the repository that holds the current folder; its events are told until the command ends.

    They go to standard error in words, and with `json_` to standard output as JSON lines.
    """
    from devflow.engine import Engine  # noqa: PLC0415 -- as said above

    return Engine.at(Path.cwd(), listener(json_=json_))


def deciding() -> Deciding:
    """A person's part in the runs of this repository: reading them and judging; nothing that works a run."""
    from devflow.deciding import Deciding  # noqa: PLC0415 -- as said above

    user = UserRepo.find(Path.cwd())
    return Deciding(user, store())


def listener(*, json_: bool = False) -> Tell:
    """Who hears the events of a run, until the command ends."""
    from devflow.report import listening  # noqa: PLC0415 -- as said above
    from devflow.report.stream import tell_as_json  # noqa: PLC0415 -- likewise

    if json_ and sys.stdout.isatty():
        # -- both would write into one terminal
        return tell_as_json
    told = listening.listener(sys.stderr, os.environ)
    click.get_current_context().call_on_close(told.close)

    def tell_both(event: Event) -> None:
        tell_as_json(event)
        told(event)

    return tell_both if json_ else told


def at_terminal() -> bool:
    """Whether somebody can be asked: both sides of the talk are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say(text: str) -> None:
    """A line on standard error, cleaned: how a command goes on, beside its result."""
    click.echo(clean_line(text), err=True)


def print_json(told: BaseModel | Sequence[BaseModel]) -> None:
    """What a command tells with --json: one document on standard output, in its published shape."""
    if isinstance(told, Sequence):
        value: object = [each.model_dump(mode="json") for each in told]
    else:
        value = told.model_dump(mode="json")
    click.echo(json.dumps(value, indent=2))


def write(target: Path, text: str) -> None:
    """Write a file that the person named.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror or error}.") from None
