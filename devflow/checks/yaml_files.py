"""Reads YAML of a repo as hostile input: within bounds, with a loader that makes plain values only."""

from __future__ import annotations

from typing import Any

_MOST_BYTES = 200_000


def load_yaml(data: bytes) -> Any:
    """What the file says; None where it is too large or no YAML."""
    import yaml  # noqa: PLC0415 -- late: only who meets such a file pays for it

    if len(data) > _MOST_BYTES:
        return None
    try:
        return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def as_table(value: Any) -> dict[Any, Any]:
    """The value, if it is a table; else an empty one."""
    return value if isinstance(value, dict) else {}
