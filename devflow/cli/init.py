"""`devflow init`: propose the repo's `.devflow.toml`."""

from __future__ import annotations

from pathlib import Path

import click

from devflow import proposal
from devflow.clean import clean, clean_line
from devflow.cli import common, options
from devflow.config import user_file
from devflow.git.user_repo import UserRepo
from devflow.models.local import find_servers
from devflow.report.told import ProposedTold


@click.command()
@click.option("--write", is_flag=True, help="Create the file; one that exists is never touched.")
@options.as_json
def init(write: bool, json_: bool) -> None:
    """Propose a .devflow.toml from what this repository shows.

    Prints a commented file: the checks that are found, ignored folders that tests may need, paths to
    protect, words that raise the risk. devflow works without it.

    Example: devflow init --write
    """
    user = UserRepo.find(Path.cwd())
    text = proposal.propose(user)
    written = str(proposal.write(user, text)) if write else ""
    if json_:
        common.print_json(ProposedTold(text=text, written=written))
    elif written:
        click.echo(f"wrote {clean_line(written)}; commit it, for it is read from the base of a run")
    else:
        click.echo(clean(text), nl=False)
    for server in find_servers():
        named = ", ".join(server.models[:5]) or "no model loaded"
        common.say(f"note: {server.base_url} offers {named}; name it in {user_file()}.")
        common.say("      `devflow doctor --probe` tells what it can do.")
