"""`devflow resume`: go on with a run where it stopped."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from devflow.cli import common, options
from devflow.cli.carrying import carry

if TYPE_CHECKING:
    from devflow.engine import Engine
    from devflow.store.store import Run


@click.command()
@options.run_name
@click.option("--add-budget", type=options.MONEY, help="Dollars that the run may cost beyond its budget.")
@click.option("--refresh", is_flag=True, help="Take templates and configuration as they are now.")
@options.as_json
def resume(run: str, add_budget: Decimal | None, refresh: bool, json_: bool) -> int:
    """Go on with a run where it stopped.

    What was done is not done or paid again; a check that could not be run is run again. A run keeps the
    templates and the configuration that it was started with, unless --refresh takes them as they are now;
    that first says what would be done and paid again.

    Example: devflow resume last
    """
    engine = common.engine(json_=json_)
    if add_budget is not None:
        engine.add_budget(run, str(add_budget), engine.who)
    found = engine.store.run(run)
    if refresh:
        found = _refreshed(engine, found)
    return carry(engine, found, json_=json_)


def _refreshed(engine: Engine, run: Run) -> Run:
    """Say what changes and what that costs at the worst, then pin the run anew."""
    from devflow.forecast import foresee  # noqa: PLC0415 - a plain resume foresees nothing
    from devflow.wiring import Replies  # noqa: PLC0415 - likewise

    told = engine.refreshed(run)
    if not told.changed:
        common.say("Nothing has changed since this run was begun.")
        return run
    common.say(f"Changed since devflow {run.pins['version']}: {', '.join(told.changed)}.")
    common.say(f"Works again, at the most: {', '.join(told.again) or 'nothing'}.")
    if Replies.model_validate(run.pins["replies"]).offline:
        common.say("No model is asked: the replies are recorded ones.")
        return engine.refresh(run, told)
    calls = [call for call in foresee(engine.user, run.ticket, run.base).calls if call.step in told.again]
    for call in calls:
        price = "at a price that is not known" if call.worst is None else f"${call.worst:.4f}"
        common.say(f"Paid again, at the worst: {call.step}, {call.most} calls, {price}.")
    if calls and common.at_terminal():
        click.confirm("Go on?", abort=True)
    return engine.refresh(run, told)
