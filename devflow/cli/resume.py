"""`devflow resume`: go on with a run where it stopped."""

from __future__ import annotations

import click

from devflow.cli import common


@click.command()
@common.run_name
@common.as_json
def resume(run: str, json_: bool) -> int:
    """Go on with a run where it stopped.

    What was done is not done or paid again; a check that could not be run is run again.

    Example: devflow resume last
    """
    engine = common.engine()
    return common.tell_end(engine.carry(engine.store.run(run)), json_)
