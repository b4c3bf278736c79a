"""What several commands share: the engine of this folder, who is asking, and how a run's end is told."""

from __future__ import annotations

import json
import os
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devflow.cli.group import NOT_FIT, OK
from devflow.errors import ConfigError, DevflowError, Paused
from devflow.events import Event, Tell
from devflow.git.user_repo import UserRepo

if TYPE_CHECKING:
    from pydantic import BaseModel

    from devflow.deciding import Deciding
    from devflow.engine import Engine
    from devflow.store.store import Run, Store
    from devflow.store.view import RunView

# -- imports stand inside the functions that need them: a list of runs takes no engine


class _Money(click.ParamType[Decimal]):
    """A plain amount of dollars above zero."""

    name = "dollars"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The amount, or a usage error."""
        try:
            amount = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            amount = Decimal(0)
        if not amount.is_finite() or amount <= 0:
            self.fail(f"{value!r} is not an amount of dollars above zero, such as 0.50.", param, ctx)
        return amount


MONEY = _Money()
as_json = click.option("--json", "json_", is_flag=True, help="Print the result as JSON.")
run_name = click.argument("run", default="last")


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


def print_json(value: dict[str, Any] | list[dict[str, Any]]) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True))


def write(target: Path, text: str) -> None:
    """Write a file that the person named.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror or error}.") from None


def print_told(told: BaseModel) -> None:
    """What a command tells with --json, in its published shape."""
    print_json(told.model_dump(mode="json"))


def carry(engine: Engine, run: Run, *, json_: bool) -> int:
    """Carry a run as far as it goes, show where it ended, and give the exit code of that end.

    With `json_` the last line of standard output is the run as it stands, also where it paused or failed.

    Raises:
        StepFailed, Paused, StoreError, KeyboardInterrupt: as Engine.carry.
    """
    try:
        shown = _carry_and_ask(engine, run) if at_terminal() and not json_ else engine.carry(run)
    except (DevflowError, KeyboardInterrupt):
        if json_:
            _print_end(engine.view(run.id))
        raise
    if json_:
        _print_end(shown)
    else:
        from devflow.report import terminal  # noqa: PLC0415 -- as said above

        out = terminal.console()
        terminal.show_summary(out, shown)
        terminal.show_commands(out, shown.run)
    return exit_of(shown)


def at_terminal() -> bool:
    """Whether somebody can be asked: both sides of the talk are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _carry_and_ask(engine: Engine, run: Run) -> RunView:
    """As Engine.carry; a question of the run is put to the person, until he leaves it."""
    from devflow.cli.asking import ask  # noqa: PLC0415 -- as said above

    while True:
        try:
            return engine.carry(run)
        except Paused:
            if not ask(engine, engine.store.run(run.id), engine.who):
                raise


def _print_end(shown: RunView) -> None:
    from devflow.report import data  # noqa: PLC0415 -- as said above

    click.echo(json.dumps(data.view_data(shown)))


def exit_of(shown: RunView) -> int:
    """The exit code of a run that ended without an error."""
    return OK if shown.run.state.value in ("ready", "approved") else NOT_FIT


def flags_from(
    budget: Decimal | None, attempts: int | None, sandbox: str | None, check: tuple[str, ...]
) -> dict[str, Any]:
    """The configuration that was given by flags, under its dotted keys."""
    given = {
        "budget.money": budget,
        "run.attempts": attempts,
        "sandbox": sandbox,
        "checks.commands": check or None,
    }
    return {key: value for key, value in given.items() if value is not None}
