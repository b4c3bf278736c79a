"""What GitHub publishes of its API and its events, as scripts/octokit fetched it."""

from __future__ import annotations

import copy
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_THERE = Path(__file__).resolve().parents[2] / ".cache" / "octokit"


def file(name: str) -> Path:
    """A file of it; a test that needs it is skipped without, and in CI it fails."""
    found = _THERE / name
    if not found.exists():
        missing = (
            "what GitHub publishes of its API is not here (sh scripts/octokit); nothing was held against it"
        )
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@cache
def description() -> Any:
    """GitHub's OpenAPI description."""
    return json.loads(file("openapi.json").read_bytes())


@cache
def _payloads() -> dict[str, list[dict[str, Any]]]:
    return {each["name"]: each["examples"] for each in json.loads(file("webhooks.json").read_bytes())}


def payloads() -> list[tuple[str, dict[str, Any]]]:
    """Every example of an event, by its name."""
    return [(name, example) for name, examples in _payloads().items() for example in examples]


def payload(name: str, action: str) -> dict[str, Any]:
    """A real payload of an event, to be changed by who asks for it."""
    return copy.deepcopy(next(each for each in _payloads()[name] if each.get("action") == action))
