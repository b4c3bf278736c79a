"""Doing what a reviewer decided: a verdict at once, anything else by going on with the run."""

from __future__ import annotations

from collections.abc import Sequence

import click

from devflow.cli import common
from devflow.cli.group import OK
from devflow.engine import Engine
from devflow.report import terminal
from devflow.report.keys import Decision
from devflow.store.store import Run


def decide(engine: Engine, run: Run, decided: Sequence[Decision]) -> int:
    """Keep every decision, in order; gives the exit code of where the run ends.

    Raises:
        ConfigError: the run cannot be decided so, or another must approve it; what came before is kept.
        StepFailed, Paused, StoreError, KeyboardInterrupt: as Engine.carry.
    """
    by = engine.who
    for each in decided:
        match each.kind:
            case "approve":
                shown = engine.approve(run.id, f"{by} as {each.owner}" if each.owner else by, each.text)
                click.echo(f"approved {shown.run.branch} at {shown.run.head[:12]}")
                terminal.show_commands(terminal.console(), shown.run)
                return OK
            case "reject":
                engine.reject(run.id, by, each.text)
                click.echo(f"rejected run {run.id}")
                return OK
            case "send-back":
                engine.send_back(run.id, each.step, each.text, by)
            case "accept":
                engine.accept(run.id, each.text, by)
            case "scope":
                engine.widen(run.id, each.text, by)
            case "answer" | "yes":
                engine.answer(run.id, each.text, by)
            case _:
                pass
    return common.carry(engine, engine.store.run(run.id), json_=False)
