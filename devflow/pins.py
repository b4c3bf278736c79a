"""What a run is pinned to when it starts, so that an upgrade does not change it; and pinning it anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from devflow import __version__
from devflow.config import Config, by_key
from devflow.errors import ConfigError
from devflow.prompts import Prompts
from devflow.wiring import Replies


@dataclass(frozen=True)
class Pinned:
    """What a run works with."""

    config: Config
    prompts: Prompts
    replies: Replies


@dataclass(frozen=True)
class Refreshed:
    """What a run that is pinned anew would do again."""

    changed: tuple[str, ...]
    """Names of what differs; empty where nothing does."""
    again: tuple[str, ...]
    """Steps that have worked and would work again at the most, in order."""
    pins: Mapping[str, Any]


def pin(settings: Config, replies: Replies, flags: Mapping[str, Any], by: str = "") -> dict[str, Any]:
    """The pins of a run that starts now; the flags are kept for pinning it anew, and who started it."""
    return {
        "version": __version__,
        "config": settings.model_dump(mode="json"),
        "prompts": dict(Prompts.shipped().templates),
        "replies": replies.model_dump(mode="json"),
        "flags": {key: str(value) if isinstance(value, Decimal) else value for key, value in flags.items()},
        "by": by,
    }


def completed(pins: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The pins with what the run's devflow did not pin, as this one has it: templates, and models by key."""
    models = pins["config"].get("models", {})
    if not (models.get("text") or models.get("code")):
        models = {**models, **by_key(environment)[1]}
    prompts = {**Prompts.shipped().templates, **pins["prompts"]}
    return {**pins, "prompts": prompts, "config": {**pins["config"], "models": models}}


def read(run: str, pins: Mapping[str, Any]) -> Pinned:
    """What the pins say.

    Raises:
        ConfigError: this devflow does not understand them (E_PINS).
    """
    try:
        config, replies = Config.model_validate(pins["config"]), Replies.model_validate(pins["replies"])
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        message = f"Run {run} was begun by devflow {pins['version']}, whose {key} this version does not know."
        hint = f"devflow resume {run} --refresh"
        raise ConfigError(message, hint, code="E_PINS") from error
    return Pinned(config, Prompts(pins["prompts"]), replies)


def refreshed(
    old: Mapping[str, Any], new: Mapping[str, Any], receipts: Iterable[Mapping[str, Any]]
) -> Refreshed:
    """What it means to pin a run anew that has these receipts, as the store keeps them."""
    names = changed(old, new)
    steps: dict[str, bool] = {}
    for row in receipts:
        reads = {part for key in json.loads(row["inputs"]) for part in (key, key.partition(":")[0])}
        # -- what comes after a step that works again works again too, where that gives something else
        steps[row["step"]] = steps.get(row["step"], False) or bool(reads & set(names)) or any(steps.values())
    return Refreshed(names, tuple(step for step, works in steps.items() if works), anew(old, new))


def anew(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The new pins; the old ones stay beside them, since receipts were made with them."""
    before = {key: old[key] for key in ("version", "config", "prompts")}
    return {**new, "earlier": [*old.get("earlier", ()), before]}


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs, by the names that receipts have for it: prompt:NAME, config:SECTION, model, seating."""
    prompts = _different(old["prompts"], new["prompts"])
    sections = _different(old["config"], new["config"])
    names = [f"prompt:{name}" for name in prompts]
    names += [f"config:{name}" for name in sections if name != "sources"]
    return (*names, "model", "seating") if {"models", "budget", "route"} & set(sections) else tuple(names)


def _different(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[str]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
