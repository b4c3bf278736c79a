"""Config to Toolbox: the one place that picks classes."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from devflow.config import Config, ModelChoice, user_file
from devflow.errors import ConfigError
from devflow.events import Event, Tell
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.index import Index
from devflow.models import Budget, Models, ModelSettings, Price, Role, TellingJournal
from devflow.prompts import Prompts
from devflow.sandbox import Bubblewrap, Sandbox, Unsandboxed
from devflow.store.journal import StoreJournal
from devflow.store.store import Run, Store
from devflow.toolbox import Toolbox

# -- where a person has set no model, the key that stands in the environment chooses: a cheap one for words,
#    a strong one for code
_BY_KEY = (
    ("ANTHROPIC_API_KEY", "anthropic", "claude-haiku-4-5", "claude-sonnet-4-5"),
    ("OPENAI_API_KEY", "openai", "gpt-5-mini", "gpt-5"),
)


class Replies(BaseModel):
    """Where models' replies come from, when not only from the models; pinned with the run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    script: Path | None = None
    """A file of replies, taken in order for each step."""
    replay: Path | None = None
    """A folder of recorded replies, found by what is asked."""
    record: Path | None = None
    """A folder to keep replies in, for a later replay."""

    @property
    def offline(self) -> bool:
        """Whether no model can be called."""
        return self.script is not None or self.replay is not None


def toolbox(
    user: UserRepo,
    store: Store,
    run: Run,
    folder: Path,
    config: Config,
    prompts: Prompts,
    replies: Replies,
    tell: Tell,
) -> Toolbox:
    """Everything that the steps of one run work with.

    Raises:
        ConfigError: a model is not usable as configured.
        RepoError: the run's git directory cannot be made.
        StoreError: the index cannot be opened.
    """
    repo = RunRepo.open(folder, user)
    return Toolbox(
        run=run.id,
        base=run.base,
        started=int(run.created),
        repo=repo,
        index=Index(
            user.state / "index", repo.objects, lambda text: tell(Event("context", "progress", text))
        ),
        models=_models(config, store, run, replies, tell),
        sandbox=_sandbox(config),
        prompts=prompts,
        config=config,
        tell=tell,
    )


def _models(config: Config, store: Store, run: Run, replies: Replies, tell: Tell) -> Models:
    budget = _budget(config, store.decisions(run.id, "budget"))
    return Models(
        roles(config),
        TellingJournal(StoreJournal(store, run.id), tell, budget.money),
        budget,
        script=replies.script,
        replay=replies.replay,
        record=replies.record,
        keys=os.environ,
        tell=lambda text: tell(Event("models", "note", text)),
    )


def _budget(config: Config, additions: tuple[str, ...]) -> Budget:
    """The configured limits and what a person has added, in dollars.

    Money that is added brings tokens and time in the same proportion, so that no other limit undoes it.
    """
    limits = config.budget
    added = sum((Decimal(text) for text in additions), Decimal(0))
    share = 1 + float(added / limits.money) if limits.money else 1.0
    return Budget(
        money=limits.money + added, tokens=int(limits.tokens * share), seconds=limits.seconds * share
    )


def require_models(config: Config) -> None:
    """Refuse to start where nobody is set to write specs and patches.

    Raises:
        ConfigError: no model is configured and no provider's key is in the environment (E_NO_MODEL).
    """
    if not roles(config):
        keys = " or ".join(key for key, *_ in _BY_KEY)
        hint = (
            f"Set {keys}, name a model under [models.code] in {user_file()}, or drive the run with --script."
        )
        raise ConfigError("No model is configured.", hint, code="E_NO_MODEL")


def _sandbox(config: Config) -> Sandbox:
    return Unsandboxed() if config.sandbox == "none" else Bubblewrap()


def roles(config: Config) -> dict[Role, ModelSettings]:
    """Who answers each role; a role that nobody is set for takes its neighbour's model, or is left out."""
    words, code = config.models.text, config.models.code
    for key, provider, cheap, strong in _BY_KEY:
        if os.environ.get(key) and words is None and code is None:
            words = ModelChoice.model_validate({"provider": provider, "model": cheap})
            code = ModelChoice.model_validate({"provider": provider, "model": strong})
    words, code = words or code, code or words
    chosen: dict[Role, ModelChoice | None] = {
        "text": words,
        "search": config.models.search or words,
        "code": code,
        "review": config.models.review or code,
    }
    return {role: _settings(choice) for role, choice in chosen.items() if choice is not None}


def _settings(choice: ModelChoice) -> ModelSettings:
    price = None
    if choice.price_input is not None and choice.price_output is not None:
        price = Price(input=choice.price_input, output=choice.price_output)
    return ModelSettings(
        provider=choice.provider,
        model=choice.model,
        base_url=choice.base_url,
        key_env=choice.key_env,
        max_output=choice.max_output,
        window=choice.window,
        timeout=choice.timeout,
        price=price,
    )
