"""`devflow resume`: go on with a run where it stopped."""

from __future__ import annotations

from decimal import Decimal

import click

from devflow.cli import common


@click.command()
@common.run_name
@click.option("--add-budget", type=common.MONEY, help="Dollars that the run may cost beyond its budget.")
@common.as_json
def resume(run: str, add_budget: Decimal | None, json_: bool) -> int:
    """Go on with a run where it stopped.

    What was done is not done or paid again; a check that could not be run is run again.

    Example: devflow resume last
    """
    engine = common.engine(json_=json_)
    if add_budget is not None:
        engine.add_budget(run, str(add_budget), common.who(engine))
    return common.carry(engine, engine.store.run(run), json_=json_)
