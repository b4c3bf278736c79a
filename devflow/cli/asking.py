"""The question of a paused run, put to the person at the terminal."""

from __future__ import annotations

from collections.abc import Callable

import click

from devflow.clean import clean
from devflow.engine import Engine
from devflow.report import terminal
from devflow.store.store import Run

_LEAVE = "l"


def ask(engine: Engine, run: Run, by: str) -> bool:
    """Ask until an answer is kept or the person leaves the question; gives whether it was answered.

    Leaving it, by word, by the end of the input or by Ctrl-C, keeps everything: the run stays paused.
    """
    if run.pause is None:
        return False
    click.echo(f"\n{clean(run.pause.question)}")
    offers = _offers(engine, run, by)
    for letter, (words, _) in offers.items():
        click.echo(f"  {letter}  {words}")
    click.echo(f"  {_LEAVE}  leave it: the run stays paused")
    try:
        while True:
            chosen = click.prompt("", type=click.Choice([*offers, _LEAVE]), prompt_suffix="> ")
            if chosen == _LEAVE:
                return False
            if offers[chosen][1]():
                return True
    except click.Abort:
        click.echo()
        return False


def _offers(engine: Engine, run: Run, by: str) -> dict[str, tuple[str, Callable[[], bool]]]:
    """What can be answered: a letter, its words, and the deed, which tells whether it is an answer."""

    def yes() -> bool:
        engine.answer(run.id, "", by)
        return True

    def in_words() -> bool:
        engine.answer(run.id, click.prompt("In your words"), by)
        return True

    def widen() -> bool:
        engine.widen(run.id, click.prompt("Path or glob"), by)
        return True

    def accept() -> bool:
        engine.accept(run.id, click.prompt("Name"), by)
        return True

    def diff() -> bool:
        terminal.show_diff(terminal.console(), engine.diff(engine.view(run.id)))
        return False

    reviewed = run.pause is not None and run.pause.step == "review"
    offers: dict[str, tuple[str, Callable[[], bool]]] = {"y": ("yes", yes)}
    if run.pause is not None and run.pause.words:
        offers = {"a": ("answer in words", in_words), "y": ("go on with the question open", yes)}
    if run.code in ("E_SCOPE", "E_SCOPE_ASKED"):
        offers["w"] = ("widen the scope by a path", widen)
    if reviewed:
        offers |= {"n": ("accept one thing by its name", accept), "d": ("show the diff", diff)}
    return offers
