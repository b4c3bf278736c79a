"""What can be set, as one frozen, validated value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from devflow.config.checks import Checks
from devflow.config.scope import ScopeRules
from devflow.config.section import Section as _Section
from devflow.handoffs import EditFormat, Limits, Risk

Isolation = Literal["bubblewrap", "podman", "docker", "none"]
"""What can hold checks apart."""


UNSET_MONEY = Decimal("2.00")
"""Dollars that a run may cost where nothing is set."""


class ModelChange(_Section):
    """What differs from a role's model: for one risk, or for a further candidate."""

    provider: Literal["anthropic", "openai", "compatible"] | None = None
    model: str | None = None
    base_url: str | None = None
    key_env: str | None = None
    max_output: int | None = Field(default=None, gt=0)
    window: int | None = Field(default=None, ge=0)
    timeout: float | None = Field(default=None, gt=0)
    total: float | None = Field(default=None, gt=0)
    options: dict[str, Any] | None = None
    edits: EditFormat | None = None
    price_input: Decimal | None = None
    price_output: Decimal | None = None
    price_cached: Decimal | None = None
    price_written: Decimal | None = None


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
    """Seconds without a byte before a call is given up."""
    total: float = Field(default=900, gt=0)
    """Seconds that one question may take with all its retries."""
    options: dict[str, Any] = Field(default_factory=dict)
    """Further fields of the request, such as temperature."""
    edits: EditFormat = "search-replace"
    """The format in which this model is asked for edits; any of them is understood."""
    price_input: Decimal | None = None
    """Money for a million input tokens, where the price list does not know the model."""
    price_output: Decimal | None = None
    price_cached: Decimal | None = None
    """Money for a million input tokens that the provider read from its prompt cache."""
    price_written: Decimal | None = None
    """Likewise for those that it wrote there."""
    low: ModelChange | None = None
    medium: ModelChange | None = None
    high: ModelChange | None = None
    """What differs where the risk is high."""
    candidates: tuple[ModelChange, ...] = ()
    """What differs for the second candidate, the third, and so on."""

    def at(self, risk: Risk) -> ModelChoice:
        """The model for a risk."""
        change: ModelChange | None = getattr(self, risk.value)
        return self.changed(change) if change else self

    def candidate(self, number: int) -> ModelChoice:
        """The model for a candidate, counted from 1; where nothing is set for it, the same one."""
        here = number - 2
        return self.changed(self.candidates[here]) if 0 <= here < len(self.candidates) else self

    def changed(self, change: ModelChange) -> ModelChoice:
        """The choice with what a change names put in its place.

        Another model loses the prices of this one, another provider its address and key as well.
        """
        named = change.model_dump(exclude_none=True)
        kept = self.model_dump()
        other = named.get("model", self.model) != self.model
        elsewhere = named.get("provider", self.provider) != self.provider
        for key in (*_OF_MODEL * other, *_OF_PROVIDER * elsewhere):
            del kept[key]
        return ModelChoice.model_validate(kept | named)


# -- what is not carried over when only the name of a model, or of a provider, is changed
_OF_MODEL = ("price_input", "price_output", "price_cached", "price_written", "window", "edits")
_OF_PROVIDER = ("base_url", "key_env", "options")


class Models(_Section):
    """Which model answers which role; a role without one takes the next of text, code."""

    text: ModelChoice | None = None
    search: ModelChoice | None = None
    code: ModelChoice | None = None
    review: ModelChoice | None = None


class Budget(_Section):
    """What one run may spend in all."""

    money: Decimal = Field(default=UNSET_MONEY, ge=0)
    tokens: int = Field(default=600_000, gt=0)
    seconds: float = Field(default=3600, gt=0)
    """Of waiting for models."""
    step_money: Decimal | None = Field(default=None, ge=0)
    """What one step of a run may spend."""
    step_tokens: int | None = Field(default=None, gt=0)
    step_seconds: float | None = Field(default=None, gt=0)

    def limits(self, route: RouteRules) -> Limits:
        """What a run on this route may take."""
        own = route.model_dump(include={"money", "tokens", "seconds"}, exclude_none=True)
        return Limits(**self.model_dump() | own)


class RiskRules(_Section):
    """Words and paths that raise the risk of a ticket, beside those built in."""

    high: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    high_paths: tuple[str, ...] = ()
    """Globs; a change that touches such a path is of high risk."""
    medium_paths: tuple[str, ...] = ()
    owner: str = ""
    """Who must approve a run of high risk."""
    second_person: tuple[Risk, ...] = ()
    """Risks at which whoever started a run may not approve it."""

    @property
    def by_word(self) -> dict[Risk, tuple[str, ...]]:
        """The words that raise a risk, highest first."""
        return {Risk.HIGH: self.high, Risk.MEDIUM: self.medium}

    @property
    def by_path(self) -> dict[Risk, tuple[str, ...]]:
        """The globs that raise a risk, highest first."""
        return {Risk.HIGH: self.high_paths, Risk.MEDIUM: self.medium_paths}


class Work(_Section):
    """How much a run may try."""

    attempts: int = Field(default=3, ge=1, le=10)
    context_tokens: int = Field(default=8_000, ge=500)
    wording: bool = True
    """Whether the model of the role `text` words the summary, but on the short way."""


class RouteRules(_Section):
    """What differs from `run` and `budget` at one risk."""

    attempts: int | None = Field(default=None, ge=1, le=10)
    context_tokens: int | None = Field(default=None, ge=500)
    candidates: int = Field(default=1, ge=1, le=8)
    """How many patches are asked for at once, to take the best."""
    ask_scope: bool = False
    """Whether a person approves the scope before a patch is asked for."""
    short: bool = False
    """Whether a simple ticket takes one call for spec and patch."""
    money: Decimal | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, gt=0)
    seconds: float | None = Field(default=None, gt=0)


class Routes(_Section):
    """The routes, by risk."""

    low: RouteRules = RouteRules(short=True)
    medium: RouteRules = RouteRules()
    high: RouteRules = RouteRules(candidates=2, ask_scope=True)

    @field_validator("low", "medium", "high", mode="before")
    @classmethod
    def _kept(cls, given: Any, info: ValidationInfo) -> Any:
        """What is not set of a route stays as it is built in."""
        built_in: RouteRules = cls.model_fields[str(info.field_name)].default
        return built_in.model_dump() | given if isinstance(given, dict) else given


class Hooks(_Section):
    """What git hooks may do."""

    daily: int = Field(default=5, ge=0)
    """Runs that commits may start within 24 hours."""
    push_scope: tuple[str, ...] = ()
    """Paths that a pushed branch may change; empty: any."""


class FactRules(_Section):
    """What facts are looked up in beside the repo, its history and what is installed for it."""

    urls: tuple[str, ...] = ()
    """Pages over http or https that are read for the names and questions of a ticket."""
    commands: tuple[tuple[str, ...], ...] = ()
    """Commands, each as a list, whose output is read likewise. They run in the checkout, not in a sandbox."""
    seconds: float = Field(default=10, gt=0)
    """What one page or command may take."""

    @field_validator("urls")
    @classmethod
    def _of_the_web(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            if not url.startswith(("https://", "http://")):
                raise ValueError(f"{url} is no http or https address")
        return urls

    @field_validator("commands")
    @classmethod
    def _not_empty(cls, commands: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        if not all(commands):
            raise ValueError("a command has no words")
        return commands


class Config(_Section):
    """Everything that can be set, and where each value that is not a default came from."""

    models: Models = Models()
    budget: Budget = Budget()
    checks: Checks = Checks()
    scope: ScopeRules = ScopeRules()
    risk: RiskRules = RiskRules()
    run: Work = Work()
    route: Routes = Routes()
    hooks: Hooks = Hooks()
    facts: FactRules = FactRules()
    sandbox: Isolation = "bubblewrap"
    sources: dict[str, str] = Field(default_factory=dict)
