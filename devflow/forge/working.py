"""Doing what an order says: a new run, or an older one with what was decided. No token may be near."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from devflow.bundle import files, loading
from devflow.deciding import Deciding
from devflow.engine import Engine
from devflow.errors import ConfigError, ForgeError
from devflow.forge import tokens
from devflow.forge.commands import Command
from devflow.forge.orders import BUNDLE, ORDER, Order
from devflow.store.store import Run
from devflow.wiring import Replies

_MOST_BYTES = 4 << 20


def read(folder: Path) -> Order:
    """The order that a job before this one has left in a folder.

    Raises:
        ForgeError: there is none (E_EVENT).
    """
    file = folder / ORDER
    try:
        with file.open("rb") as stream:
            return Order.model_validate_json(stream.read(_MOST_BYTES))
    except (OSError, ValidationError):
        hint = f"devflow github event {folder}"
        raise ForgeError(f"There is no order in {folder}.", hint, code="E_EVENT") from None


def require_no_token(environment: Mapping[str, str]) -> None:
    """Go no further where a token for GitHub is at hand: here a model is asked and the repo's code is run.

    Raises:
        ConfigError: there is one (E_TOKEN_HERE).
    """
    if names := tokens.held(environment):
        message = f"{' and '.join(names)} must not be set where a model is asked and the repo's code is run."
        hint = "Give the token to `devflow github event` and `devflow github publish` alone: docs/github.md."
        raise ConfigError(message, hint, code="E_TOKEN_HERE")


def begin(engine: Engine, order: Order, folder: Path) -> Run:
    """The run of an order, ready to be carried.

    Raises:
        ForgeError: the order is not to work (E_EVENT).
        ConfigError, RepoError, StoreError: as `Engine.start` and `Engine.take_in`.
    """
    if order.do != "work":
        raise ForgeError(f"The order is not to work but: {order.do}.", code="E_EVENT")
    if order.ticket is not None:
        return engine.start(order.ticket, "HEAD", {}, Replies(), order.who)
    with files.opened(engine.user, folder / BUNDLE) as found:
        run = loading.load(engine, found)
    apply(engine, run.id, order.commands, order.who)
    return engine.store.run(run.id)


def apply(deciding: Deciding, run: str, commands: tuple[Command, ...], by: str) -> None:
    """Decide what commands say of a run. Nothing is worked yet.

    Raises:
        ConfigError: the run is over, or asks for something else.
    """
    for each in commands:
        match each.verb:
            case "send-back":
                deciding.send_back(run, each.step, each.text, by)
            case "answer":
                deciding.answer(run, each.text, by)
            case "accept":
                deciding.accept(run, each.text, by)
            case "scope add":
                deciding.widen(run, each.text, by)
