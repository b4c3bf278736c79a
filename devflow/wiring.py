"""Config to Toolbox: the one place that picks classes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from devflow.config import KEYS, UNSET_MONEY, Config, ModelChoice, user_file
from devflow.errors import ConfigError
from devflow.events import Event, Tell
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Limits, Risk
from devflow.index import Index
from devflow.models import Budget, Models, ModelSettings, Price, Role, Seating, TellingJournal
from devflow.prompts import Prompts
from devflow.sandbox import Bubblewrap, Container, Sandbox, Unsandboxed
from devflow.store.journal import StoreCache, StoreJournal
from devflow.store.past import PastRuns
from devflow.store.store import Run, Store
from devflow.toolbox import Toolbox


class Replies(BaseModel):
    """Where models' replies come from, when not only from the models; pinned with the run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    script: Path | None = None
    """A file of replies, taken in order for each step."""
    replay: Path | None = None
    """A folder of recorded replies, found by what is asked."""
    record: Path | None = None
    """A folder to keep replies in, for a later replay."""
    cache: bool = True
    """Whether what earlier runs were answered in the roles text and search serves again."""

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
    seating = seat(config, store.decisions(run.id, "budget"))
    return Toolbox(
        run=run.id,
        base=run.base,
        started=int(run.created),
        repo=repo,
        index=Index(
            user.state / "index", repo.objects, lambda text: tell(Event("context", "progress", text))
        ),
        models=_models(seating, store, run, replies, tell),
        sandbox=sandbox(config),
        prompts=prompts,
        config=config,
        seating=seating,
        past=PastRuns(store, run.id),
        tell=tell,
    )


def seat(config: Config, additions: tuple[str, ...] = ()) -> dict[Risk, Seating]:
    """Who is asked at each risk, and within what; `additions` are dollars that a person gave to the run.

    Raises:
        ConfigError: a model is not usable as configured.
    """
    return {
        risk: Seating(
            roles(config, risk),
            tuple(_settings(choice) for choice in _coders(config, risk)),
            _budget(config.budget.limits(getattr(config.route, risk.value)), additions),
        )
        for risk in Risk
    }


def _models(seating: Mapping[Risk, Seating], store: Store, run: Run, replies: Replies, tell: Tell) -> Models:
    first = seating[Risk.LOW]
    others = [settings for each in seating.values() for settings in (*each.roles.values(), *each.code)]
    return Models(
        first.roles,
        TellingJournal(StoreJournal(store, run.id), tell, first.budget.money),
        first.budget,
        others=others,
        cache=StoreCache(store) if replies.cache else None,
        script=replies.script,
        replay=replies.replay,
        record=replies.record,
        keys=os.environ,
        tell=lambda text: tell(Event("models", "note", text)),
    )


def _budget(limits: Limits, additions: tuple[str, ...]) -> Budget:
    """The configured limits and what a person has added, in dollars.

    Money that is added brings the other limits up in the same proportion, so that none of them undoes it;
    where the budget is of no money, in the proportion to what it is if not set.
    """
    added = sum((Decimal(text) for text in additions), Decimal(0))
    whole = limits.money or UNSET_MONEY
    share = 1 + added / whole
    return Budget(
        whole=whole + added,
        money=None if limits.money is None else limits.money + added,
        tokens=limits.tokens and int(limits.tokens * share),
        seconds=limits.seconds and limits.seconds * float(share),
        step_money=limits.step_money and limits.step_money * share,
        step_tokens=limits.step_tokens and int(limits.step_tokens * share),
        step_seconds=limits.step_seconds and limits.step_seconds * float(share),
    )


def require_models(config: Config) -> None:
    """Refuse to start where nobody is set to write specs and patches.

    Raises:
        ConfigError: no model is configured and no provider's key is in the environment (E_NO_MODEL).
    """
    if not roles(config):
        keys = " or ".join(KEYS)
        hint = (
            f"Set {keys}, name a model under [models.code] in {user_file()}, or drive the run with --script."
        )
        raise ConfigError("No model is configured.", hint, code="E_NO_MODEL")


def sandbox(config: Config) -> Sandbox:
    """What holds commands apart, as it is configured."""
    match config.sandbox:
        case "bubblewrap":
            return Bubblewrap()
        case "podman" | "docker":
            return Container(config.sandbox)
        case "none":
            return Unsandboxed()


def roles(config: Config, risk: Risk = Risk.LOW) -> dict[Role, ModelSettings]:
    """Who answers each role at a risk; one that nobody is set for takes its neighbour's model, if any."""
    words, code = config.models.text, config.models.code
    words, code = words or code, code or words
    chosen: dict[Role, ModelChoice | None] = {
        "text": words,
        "search": config.models.search or words,
        "code": code,
        "review": config.models.review or code,
    }
    return {role: _settings(choice.at(risk)) for role, choice in chosen.items() if choice is not None}


def _coders(config: Config, risk: Risk) -> list[ModelChoice]:
    """Who writes the first candidate, the second, and so on."""
    code = config.models.code or config.models.text
    if code is None:
        return []
    first = code.at(risk)
    return [first.candidate(number) for number in range(1, len(first.candidates) + 2)]


def _settings(choice: ModelChoice) -> ModelSettings:
    price = None
    if choice.price_input is not None and choice.price_output is not None:
        price = Price(choice.price_input, choice.price_output, choice.price_cached, choice.price_written)
    return ModelSettings(
        provider=choice.provider,
        model=choice.model,
        base_url=choice.base_url,
        key_env=choice.key_env,
        max_output=choice.max_output,
        window=choice.window,
        timeout=choice.timeout,
        total=choice.total,
        options=choice.options,
        edits=choice.edits,
        price=price,
    )
