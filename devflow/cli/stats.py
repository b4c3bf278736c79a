"""`devflow stats`: rework, time and cost over the runs of one or several repositories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devflow.cli import common, options

if TYPE_CHECKING:
    from devflow.store.view import RunView


@click.command()
@click.option("--limit", default=200, show_default=True, help="How many of each, newest first.")
@click.option(
    "--repo",
    "repos",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A repository instead of this one; may be given several times.",
)
@click.option("--csv", "csv_", is_flag=True, help="Print the tables as CSV.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with plots.")
@options.as_json
def stats(limit: int, repos: tuple[Path, ...], csv_: bool, html: Path | None, json_: bool) -> None:
    """Tell rework, time, errors and cost by step, model, route, repository and week, and what they advise.

    Example: devflow stats --limit 50
    """
    from devflow.report import figures  # noqa: PLC0415 -- imported when used, as in common
    from devflow.store.stats import stats as counted  # noqa: PLC0415 -- likewise
    from devflow.store.view import view  # noqa: PLC0415 -- likewise

    runs: list[RunView] = []
    names: dict[str, str] = {}
    for place in repos or (Path.cwd(),):
        name, store = common.store_at(place)
        views = [view(store, run) for run in store.runs(limit)]
        runs += views
        names |= {each.run.id: name for each in views}
    found = counted(sorted(runs, key=lambda each: -each.run.created), names)
    if json_:
        common.print_json(figures.told(found))
    elif csv_:
        click.echo(figures.as_csv(found), nl=False)
    elif html is not None:
        from devflow.report.figures_page import figures_page  # noqa: PLC0415 -- likewise

        common.write(html, figures_page(found).html)
        click.echo(str(html))
    else:
        figures.show(found)
