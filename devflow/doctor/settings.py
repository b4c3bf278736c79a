"""Each value that somebody has set, with where; what may be a secret is not shown."""

from __future__ import annotations

from typing import Any

from devflow.config import Config
from devflow.doctor.facts import Setting
from devflow.doctor.models import host_of


def settings_of(config: Config) -> tuple[Setting, ...]:
    """The set values of a configuration, by key."""
    return tuple(
        Setting(key, _shown(key, _value(config, key)), source)
        for key, source in sorted(config.sources.items())
    )


def _value(config: Config, key: str) -> Any:
    value: Any = config
    for part in key.split("."):
        value = getattr(value, part)
    return value


def _shown(key: str, value: Any) -> str:
    if isinstance(value, dict):
        # -- the values of environment variables are where people put passwords
        return f"{', '.join(value)} (values not shown)" if value else "nothing"
    if key.endswith(".base_url"):
        return host_of(str(value))
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)
