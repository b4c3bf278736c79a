"""What a person configures about models: which one plays a role, where it is, what it costs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from devflow.errors import ConfigError
from devflow.handoffs import EditFormat

Role = Literal["text", "search", "code", "review"]
ProviderName = Literal["anthropic", "openai", "compatible", "script"]

ROLES: tuple[Role, ...] = ("text", "search", "code", "review")
EDITS: tuple[EditFormat, ...] = get_args(EditFormat)

KEY_ENV: Mapping[str, str] = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}
HOME_URL: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com",
    "openai": "https://api.openai.com/v1",
}

LOOPBACK = re.compile(r"https?://(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/]|$)")
"""Addresses of this machine."""

# -- request fields a person may add. A closed list: others (n, tools, service_tier, web search) change what a
#    call can cost, and the reservation would no longer bound it.
OPTIONS = frozenset(
    {
        "cache_prompt",
        "chat_template_kwargs",
        "frequency_penalty",
        "keep_alive",
        "min_p",
        "presence_penalty",
        "reasoning_effort",
        "repeat_penalty",
        "repetition_penalty",
        "seed",
        "stop",
        "temperature",
        "thinking",
        "top_k",
        "top_p",
        "verbosity",
    }
)


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None
    """Input read from the provider's prompt cache; None: as `input`."""
    written: Decimal | None = None
    """Input written to the provider's prompt cache; None: as `input`."""

    def __post_init__(self) -> None:
        amounts = (self.input, self.output, self.cached, self.written)
        if any(amount is not None and (not amount.is_finite() or amount < 0) for amount in amounts):
            raise ConfigError(
                "A price is not a number of dollars from zero up.", "Prices are dollars for a million tokens."
            )


FREE = Price(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class ModelSettings:
    """The model that plays one role, and how it is asked."""

    provider: ProviderName
    model: str
    base_url: str = ""
    """Empty: the provider's own address. A compatible server needs one."""
    key_env: str = ""
    """Name of the environment variable that holds the key; empty: the provider's usual one, or no key."""
    max_output: int = 8192
    """Most tokens one answer may have."""
    window: int = 0
    """Tokens the model can hold, prompt and answer together; 0: unknown."""
    timeout: float = 120.0
    """Seconds without a byte from the server before a call is given up."""
    total: float = 900.0
    """Seconds one question may take in all, with retries and waits."""
    price: Price | None = None
    """Own price; None: looked up."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Further request fields, sent as they are; only those in OPTIONS."""
    edits: EditFormat = EDITS[0]
    """The format in which a coding model is asked for edits."""

    def __post_init__(self) -> None:
        self._check_address()
        self._check_limits()
        unknown = sorted(set(self.options) - OPTIONS)
        if unknown:
            raise ConfigError(
                f"Model option {unknown[0]!r} cannot be sent.",
                f"Known options: {', '.join(sorted(OPTIONS))}.",
            )

    def _check_address(self) -> None:
        if self.provider not in ("anthropic", "openai", "compatible", "script"):
            raise ConfigError(
                f"No provider is called {self.provider!r}.",
                "Use anthropic, openai, compatible or script.",
            )
        if self.provider != "script" and not self.model:
            raise ConfigError(f"The {self.provider} provider needs the name of a model.")
        if self.provider == "compatible" and not self.base_url:
            raise ConfigError(
                f"No address is set for the model {self.model!r}.",
                "A compatible server needs base_url, such as http://localhost:11434/v1.",
            )
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise ConfigError(f"The address {self.base_url!r} does not begin with http:// or https://.")

    def _check_limits(self) -> None:
        if self.max_output < 1 or self.window < 0:
            raise ConfigError("max_output must be at least 1 and window at least 0 tokens.")
        if not (0 < self.timeout < float("inf") and 0 < self.total < float("inf")):
            raise ConfigError("timeout and total must be seconds above zero.")

    @property
    def name(self) -> str:
        """As provider/model."""
        return f"{self.provider}/{self.model}"

    @property
    def key_name(self) -> str:
        """The environment variable that holds the key, or empty where none is needed."""
        return self.key_env or KEY_ENV.get(self.provider, "")

    def url(self, environment: Mapping[str, str]) -> str:
        """Where requests go: the configured address, the environment's, or the provider's own."""
        named = environment.get(f"{self.provider.upper()}_BASE_URL", "")
        return self.base_url or named or HOME_URL.get(self.provider, "")

    def describe(self) -> str:
        """Everything that can change an answer, for digests; neither key nor price."""
        asked = {} if self.edits == EDITS[0] else {"edits": self.edits}
        if self.provider == "script":
            return " ".join(("script", *asked.values()))
        parts = {"url": self.base_url, "max_output": self.max_output, "options": dict(self.options), **asked}
        return f"{self.name} {json.dumps(parts, sort_keys=True, default=str)}"


def digest(*parts: str) -> str:
    """One name for these parts; no two different lists of parts share one."""
    text = json.dumps(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
