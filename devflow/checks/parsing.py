"""What a repo's own files say, read as hostile input: never an error, and nothing but plain values."""

from __future__ import annotations

import configparser
import json
import tomllib
from typing import Any

_MOST_YAML = 200_000


def as_text(data: bytes | None) -> str:
    """The file as text; empty without one."""
    return (data or b"").decode("utf-8", "replace")


def as_toml(data: bytes | None) -> dict[str, Any]:
    """The table that the file is; empty where it is none."""
    try:
        return tomllib.loads((data or b"").decode())
    except (ValueError, RecursionError):
        return {}


def as_json(data: bytes | None) -> dict[str, Any]:
    """The object that the file is; empty where it is none."""
    try:
        return as_table(json.loads(data or b"{}"))
    except (ValueError, RecursionError):
        return {}


def as_ini(data: bytes | None) -> configparser.RawConfigParser:
    """The sections of the file; none where it is no such file."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(as_text(data))
    except configparser.Error:
        return configparser.RawConfigParser()
    return parser


def as_yaml(data: bytes | None) -> Any:
    """What the file says; None where it is too large or no YAML."""
    import yaml  # noqa: PLC0415 -- late: only who meets such a file pays for it

    if len(data or b"") > _MOST_YAML:
        return None
    try:
        return yaml.load(data or b"", Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- safe
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def as_table(value: Any) -> dict[Any, Any]:
    """The value, if it is a table; else an empty one."""
    return value if isinstance(value, dict) else {}


def inside(value: Any, *keys: str) -> Any:
    """What stands under the keys, one in the other; None where nothing does."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
