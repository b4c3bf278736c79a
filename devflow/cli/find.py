"""`devflow find`: the files that words or a ticket need, from the index alone."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devflow.clean import clean, clean_line
from devflow.cli import common, options
from devflow.git.objects import Objects
from devflow.git.user_repo import UserRepo
from devflow.index import Index

if TYPE_CHECKING:
    from devflow.handoffs import Context, Definition, RankedFile

_DEFINITIONS = 4
"""Definitions that are shown under a file."""


@click.command()
@click.argument("words", nargs=-1)
@click.option("--ticket", "ticket_", metavar="FILE", help="Read a ticket from a file, or from - (stdin).")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many files.")
@click.option("--context", is_flag=True, help="Show the exact text that a model would be given.")
@click.option(
    "--budget", default=8000, show_default=True, type=click.IntRange(100), help="Tokens of --context."
)
@options.base("look in")
@options.as_json
def find(
    words: tuple[str, ...],
    ticket_: str | None,
    limit: int,
    context: bool,
    budget: int,
    base: str,
    json_: bool,
) -> None:
    """Rank the files and definitions that a ticket needs, without asking a model.

    Example: devflow find "cart total ignores discounts" --limit 5
    """
    if bool(words) == (ticket_ is not None):
        raise click.UsageError("Give words or --ticket, one of them.")
    title = ""
    text = " ".join(words)
    if ticket_ is not None:
        # -- imported here: words are found without anything that validates
        from devflow.steps.ticket import read_ticket  # noqa: PLC0415

        ticket = read_ticket(ticket_, sys.stdin.buffer)
        title, text = ticket.title, ticket.text
    repo = UserRepo.find(Path.cwd())
    index = Index(repo.state / "index", Objects(repo.git_dir), common.say)
    commit = repo.resolve(base)
    ranked = index.rank(commit, text, title=title, limit=max(limit, 30) if context else limit)
    places = index.definitions(commit, text, ranked[:limit], title=title)
    named = index.named(commit, text, title=title)
    found = index.pack(commit, text, ranked, budget, title=title) if context else None
    _show(ranked[:limit], named, places, found, json_)


def _show(
    ranked: tuple[RankedFile, ...],
    named: tuple[RankedFile, ...],
    places: tuple[Definition, ...],
    found: Context | None,
    json_: bool,
) -> None:
    if json_:
        value = {"version": 1, "files": [asdict(file) for file in ranked]}
        value["named"] = [asdict(file) for file in named]
        value["definitions"] = [asdict(each) for each in places]
        # -- as FoundTold says; built by hand, since a search takes nothing that validates
        value |= found.model_dump(exclude={"files", "named"}) if found else {}
        click.echo(json.dumps(value, indent=2))
        return
    if not ranked and not named:
        common.say("Nothing in this repository matches.")
    for place, file in enumerate(ranked, 1):
        click.echo(f"{place:3}  {clean_line(file.path)}")
        if file.reasons:
            click.echo(f"     {clean_line('; '.join(file.reasons))}")
        inside = [each for each in places if each.path == file.path][:_DEFINITIONS]
        if inside:
            told = (f"{each.name}:{each.first_line}-{each.last_line}" for each in inside)
            click.echo(f"     {clean_line('  '.join(told))}")
    for file in named:
        click.echo(f"Named: {clean_line(file.path)}  ({clean_line('; '.join(file.reasons))})")
    if found:
        for snippet in found.snippets:
            click.echo(f"\n── {clean_line(snippet.path)}:{snippet.first_line}-{snippet.last_line}")
            click.echo(clean(snippet.text), nl=False)
        if found.pattern:
            click.echo(f"\nA pattern to follow: {clean_line(found.pattern)}")
        click.echo(f"\n{found.tokens} tokens. Nearest tests: {clean_line(', '.join(found.tests)) or 'none'}")
