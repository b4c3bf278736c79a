"""Options that stand in the place of configuration; a run is pinned to what they were given."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, get_args

import click

from devflow.config import Isolation


def with_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `flags`: what its options set, under the keys of the configuration."""

    @click.option(
        "--check", multiple=True, help="A shell line that checks the repo, instead of what is found."
    )
    @click.option("--attempts", type=int, help="How often the patch may be tried.")
    @click.option("--sandbox", type=click.Choice(get_args(Isolation)), help="How checks are held apart.")
    @functools.wraps(command)
    def given_flags(
        *, check: tuple[str, ...], attempts: int | None, sandbox: str | None, **others: Any
    ) -> Any:
        set_here = {"checks.commands": check or None, "run.attempts": attempts, "sandbox": sandbox}
        return command(flags={key: value for key, value in set_here.items() if value is not None}, **others)

    return given_flags
