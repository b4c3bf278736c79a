"""`devflow review`: everything that a reviewer needs, in the terminal, on a page, or as Markdown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devflow.cli import common, options
from devflow.cli.group import INTERRUPTED, OK
from devflow.errors import ConfigError, DevflowError
from devflow.report import data, terminal
from devflow.report.fitting import fits
from devflow.report.told import ReviewTold

if TYPE_CHECKING:
    from devflow.deciding import Deciding
    from devflow.store.view import RunView


@click.command()
@options.run_name
@click.option("--plain", is_flag=True, help="Print it, also in a terminal where keys could be used.")
@click.option("--no-diff", is_flag=True, help="Leave the diff out.")
@click.option(
    "--markdown", is_flag=True, help="The summary as Markdown for a pull request, without the diff."
)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a self-contained page.")
@click.option("--web", is_flag=True, help="Serve the page with its actions, to this machine only.")
@click.option("--port", default=0, show_default="a free one", help="Where --web listens.")
@options.as_json
def review(
    run: str, plain: bool, no_diff: bool, markdown: bool, html: Path | None, web: bool, port: int, json_: bool
) -> int:
    """Show a run's summary, checks, cost and diff, and take what you decide.

    In a terminal it is read and decided by keys (`?` lists them); nothing is done before the end, when you
    see all that you decided.

    Example: devflow review last --web
    """
    if sum((markdown, html is not None, web, json_)) > 1:
        raise click.UsageError("Choose one of --markdown, --html, --web and --json.")
    if web:
        return _serve(run, port)
    reads = common.deciding()
    shown = reads.view(run)
    diff = b"" if no_diff or markdown else reads.diff(shown)
    if json_:
        common.print_json(data.view_told(shown, ReviewTold, diff=diff.decode(errors="replace")))
    elif markdown:
        from devflow.report.markdown import markdown as worded  # noqa: PLC0415 -- only here

        click.echo(worded(shown), nl=False)
    elif html is not None:
        from devflow.report.page import page  # noqa: PLC0415 -- likewise

        common.write(html, page(shown, diff).html)
        click.echo(str(html))
    elif plain or no_diff or not (common.at_terminal() and fits(os.environ)):
        terminal.show_review(terminal.console(), shown, diff)
    else:
        return _by_keys(reads, shown, diff)
    return OK


def _by_keys(reads: Deciding, shown: RunView, diff: bytes) -> int:
    """Let the run be read and decided by keys, then do what was decided."""
    from devflow.report.keys import review as read  # noqa: PLC0415 -- only here

    def lay_out() -> str:
        from devflow import trial  # noqa: PLC0415 -- likewise

        try:
            laid = trial.lay_out(reads.user, reads.store, shown, None)
        except DevflowError as error:
            return error.message
        return f"laid out in {laid.folder}"

    try:
        decided = read(shown, diff, lay_out, coloured=not os.environ.get("NO_COLOR"))
    except (KeyboardInterrupt, EOFError):
        common.say("Nothing was decided.")
        return INTERRUPTED
    if not decided:
        click.echo("Nothing was decided.")
        return OK
    from devflow.cli.verdict import decide  # noqa: PLC0415 -- only here

    return decide(common.engine(), shown.run, decided)


def _serve(run: str, port: int) -> int:
    """Serve the page until it is interrupted."""
    from devflow.web import ReviewServer  # noqa: PLC0415 -- only here
    from devflow.web.desk import Desk  # noqa: PLC0415 -- likewise

    engine = common.engine()
    desk = Desk(engine, run, engine.who)
    try:
        server = ReviewServer(desk, port)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"Port {port} cannot be listened on: {error}.", "Leave --port out.") from None
    with server:
        click.echo(server.link)
        common.say("The link works once, on this machine. Ctrl-C ends the review.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            if not desk.working:
                return OK
            common.say(f"run {desk.run} was at work; `devflow resume {desk.run}` goes on.")
            return INTERRUPTED
    return OK
