"""`devflow stats`: rework, time and cost over the runs of a repository."""

from __future__ import annotations

import click

from devflow.cli import common


@click.command()
@click.option("--limit", default=200, show_default=True, help="How many runs, newest first.")
@click.option("--csv", "csv_", is_flag=True, help="Print the tables as CSV.")
@common.as_json
def stats(limit: int, csv_: bool, json_: bool) -> None:
    """Tell rework, time and cost by step, model and week, and what they advise.

    Example: devflow stats --limit 50
    """
    from devflow.report import figures  # noqa: PLC0415 -- imported when used, as in common
    from devflow.store.stats import stats as counted  # noqa: PLC0415 -- likewise
    from devflow.store.view import view  # noqa: PLC0415 -- likewise

    store = common.store()
    told = counted([view(store, run) for run in store.runs(limit)])
    if json_:
        common.print_json(figures.data(told))
    elif csv_:
        click.echo(figures.as_csv(told), nl=False)
    else:
        figures.show(told)
