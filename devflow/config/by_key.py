"""The models that a provider's key in the environment stands for, where nobody has named any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# -- a cheap one for words, a strong one for code
_MODELS = (
    ("ANTHROPIC_API_KEY", "anthropic", "claude-haiku-4-5", "claude-sonnet-4-5"),
    ("OPENAI_API_KEY", "openai", "gpt-5-mini", "gpt-5"),
)
KEYS = tuple(key for key, *_ in _MODELS)


def by_key(environment: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The key that chooses, and what it sets under `models`; both empty where there is no key.

    Where the keys of two providers are there, the second candidate is the other one's: two models of one
    house share their blind spots.
    """
    found = [row for row in _MODELS if environment.get(row[0])]
    if not found:
        return "", {}
    (key, provider, cheap, strong), *others = found
    more = [{"provider": name, "model": model} for _, name, _, model in others]
    code = {"provider": provider, "model": strong, **({"candidates": more} if more else {})}
    return key, {"text": {"provider": provider, "model": cheap}, "code": code}
