"""What can be set, as one frozen, validated value."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ModelChoice(_Section):
    """The model of one role."""

    provider: Literal["anthropic", "openai", "compatible"]
    model: str
    base_url: str = ""
    """Address of an OpenAI-compatible server, such as http://localhost:11434/v1."""
    key_env: str = ""
    """The environment variable that holds the key; empty: the provider's own, or none for a local server."""
    max_output: int = Field(default=16_000, gt=0)
    """Tokens that one answer may have."""
    window: int = Field(default=0, ge=0)
    """Tokens that the model can hold; 0: not known."""
    timeout: float = Field(default=180, gt=0)
    """Seconds that one call may take."""
    price_input: Decimal | None = None
    """Money for a million input tokens, where the price list does not know the model."""
    price_output: Decimal | None = None


class Models(_Section):
    """Which model answers which role; a role without one takes the next of text, code."""

    text: ModelChoice | None = None
    search: ModelChoice | None = None
    code: ModelChoice | None = None
    review: ModelChoice | None = None


class Budget(_Section):
    """What one run may spend in all."""

    money: Decimal = Field(default=Decimal("2.00"), ge=0)
    tokens: int = Field(default=600_000, gt=0)
    seconds: float = Field(default=3600, gt=0)
    """Of waiting for models."""


class Checks(_Section):
    """How the repo is checked."""

    commands: tuple[str, ...] = ()
    """Shell lines to run instead of what devflow finds by itself."""
    layers: tuple[str, ...] = ()
    """Ignored folders that checks need, such as `build`; `.venv` and `node_modules` are found."""
    read: tuple[str, ...] = ()
    """Paths outside the repo that checks may read."""
    env: dict[str, str] = Field(default_factory=dict)
    seconds: float = Field(default=900, gt=0)
    """That one check may take."""
    memory_mb: int = Field(default=4096, gt=0)
    processes: int = Field(default=512, gt=0)

    @field_validator("env")
    @classmethod
    def _settable(cls, env: dict[str, str]) -> dict[str, str]:
        """Names that are variables, and none that decides which program runs or what it loads first."""
        for name, value in env.items():
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or "\0" in value:
                raise ValueError(f"{name!r} is not an environment variable")
            if name == "PATH" or name.startswith(("LD_", "DEVFLOW")):
                raise ValueError(f"{name} may not be set for checks")
        return env

    @field_validator("layers", "read")
    @classmethod
    def _paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        if any("\0" in path or not path for path in paths):
            raise ValueError("a path is empty or holds a NUL character")
        return paths


class ScopeRules(_Section):
    """What may be changed without asking."""

    files: int = Field(default=8, gt=0)
    """Source files that the context may put into the scope."""
    max_files: int = Field(default=20, gt=0)
    max_lines: int = Field(default=1500, gt=0)
    allow: tuple[str, ...] = ()
    """Paths that are always in scope."""
    protect: tuple[str, ...] = ()
    """Paths that are never changed without a person's word."""


class RiskRules(_Section):
    """Words and paths that raise the risk of a ticket, beside those built in."""

    high: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    owner: str = ""
    """Who must approve a run of high risk."""


class Work(_Section):
    """How much a run may try."""

    attempts: int = Field(default=3, ge=1, le=10)
    context_tokens: int = Field(default=8_000, ge=500)


class Config(_Section):
    """Everything that can be set, and where each value that is not a default came from."""

    models: Models = Models()
    budget: Budget = Budget()
    checks: Checks = Checks()
    scope: ScopeRules = ScopeRules()
    risk: RiskRules = RiskRules()
    run: Work = Work()
    sandbox: Literal["bubblewrap", "none"] = "bubblewrap"
    sources: dict[str, str] = Field(default_factory=dict)
