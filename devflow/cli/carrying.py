"""Carrying a run as far as it goes, with whoever sits at the terminal, and telling where it ended."""

from __future__ import annotations

import json

import click

from devflow.cli.common import at_terminal
from devflow.cli.group import NOT_FIT, OK
from devflow.engine import Engine
from devflow.errors import DevflowError, Paused
from devflow.store.store import Run, RunState
from devflow.store.view import RunView


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
        from devflow.report import terminal  # noqa: PLC0415 -- JSON takes no terminal

        out = terminal.console()
        terminal.show_summary(out, shown)
        terminal.show_commands(out, shown.run)
    return exit_of(shown)


def exit_of(shown: RunView) -> int:
    """The exit code of a run that ended without an error."""
    return OK if shown.run.state in (RunState.READY, RunState.APPROVED) else NOT_FIT


def _carry_and_ask(engine: Engine, run: Run) -> RunView:
    """As Engine.carry; a question of the run is put to the person, until he leaves it."""
    from devflow.cli.asking import ask  # noqa: PLC0415 -- most runs ask nothing

    while True:
        try:
            return engine.carry(run)
        except Paused:
            if not ask(engine, engine.store.run(run.id), engine.who):
                raise


def _print_end(shown: RunView) -> None:
    from devflow.report.data import view_told  # noqa: PLC0415 -- words take no shape

    click.echo(json.dumps(view_told(shown).model_dump(mode="json")))
