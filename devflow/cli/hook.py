"""`devflow hook`: git hooks that start runs and hold back what nobody approved."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from devflow.clean import clean, clean_line
from devflow.cli import common, options, tickets
from devflow.cli.carrying import exit_of
from devflow.cli.group import NOT_FIT, OK
from devflow.git.user_repo import UserRepo
from devflow.hooks import diary, installing, pushing, starting

_PUSH_BYTES = 1 << 22


@click.group()
def hook() -> None:
    """Start runs from commits, and hold back pushes that nobody approved.

    Example: devflow hook install
    """


@hook.command()
@options.as_json
def install(json_: bool) -> int:
    """Install the hooks post-commit and pre-push beside those that are there.

    What stood in their place runs first. Where another tool keeps the hooks, the line to add to its file is
    printed, and the command ends with 1.

    Example: devflow hook install
    """
    found = installing.install(UserRepo.find(Path.cwd()))
    _tell(found, json_)
    return OK if all(each.installed for each in found) else NOT_FIT


@hook.command()
@options.as_json
def status(json_: bool) -> None:
    """Say how each hook stands, and what the last commits started.

    Example: devflow hook status
    """
    user = UserRepo.find(Path.cwd())
    _tell(installing.status(user), json_, diary.read(user.state / "hooks.jsonl")[-5:])


@hook.command()
@options.as_json
def uninstall(json_: bool) -> None:
    """Take the hooks away and put back what stood there before.

    Example: devflow hook uninstall
    """
    _tell(installing.uninstall(UserRepo.find(Path.cwd())), json_)


@hook.command("post-commit")
@click.argument("commit", default="HEAD")
def post_commit(commit: str) -> int:
    """Start the run that a commit's `Ticket:` trailer names; the hook calls this in the background.

    Example: devflow hook post-commit HEAD
    """
    engine = common.engine()
    diary.cut_log(engine.user.state)
    run = starting.begin(engine, commit, tickets.read, common.say)
    if run is None:
        return OK
    shown = engine.carry(run)
    common.say(f"run {run.id} is {shown.run.state.value}: {shown.run.reason}")
    return exit_of(shown)


@hook.command("pre-push")
@click.argument("remote", nargs=-1)
def pre_push(remote: tuple[str, ...]) -> None:
    """Judge a push, told on standard input as git tells its hook; REMOTE is taken and not needed.

    Example: devflow hook pre-push origin </dev/null
    """
    del remote
    said = sys.stdin.buffer.read(_PUSH_BYTES).decode(errors="surrogateescape")
    pushing.judge(UserRepo.find(Path.cwd()), pushing.read(said))


def _tell(found: tuple[installing.Standing, ...], json_: bool, begun: tuple[diary.Begun, ...] = ()) -> None:
    if json_:
        from devflow.report.told import BegunRow, HookRow, HooksTold  # noqa: PLC0415 -- a hook must start fast

        hooks = tuple(HookRow(**{**asdict(each), "entry": str(each.entry)}) for each in found)
        common.print_json(HooksTold(hooks=hooks, begun=tuple(BegunRow(**asdict(each)) for each in begun)))
        return
    for each in found:
        click.echo(f"{each.name}: {clean_line(each.how)}")
        if each.add:
            click.echo(f"  add to {clean_line(str(each.entry))}:\n")
            click.echo("".join(f"    {line}\n" for line in clean(each.add).splitlines()))
    for start in begun:
        click.echo(clean_line(f"begun: run {start.run} for {start.ticket}, by commit {start.commit[:12]}"))
