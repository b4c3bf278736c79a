"""The narrow door to models: `ask` takes a role, a prompt and what it must give, and keeps every receipt."""

from __future__ import annotations

import contextlib
import copy
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from devflow.errors import ReplyInvalid, ScriptEnded
from devflow.handoffs import EditFormat
from devflow.models.budget import Budget, Purse
from devflow.models.call import Cache, Call, Journal, Prompt, stop_of
from devflow.models.keys import Keys
from devflow.models.passage import Passage
from devflow.models.patience import Patience
from devflow.models.provider import Question
from devflow.models.reaching import Reach
from devflow.models.reading import Unusable, ask_again, read_answer
from devflow.models.replay import Recorder, Replay
from devflow.models.schema import shape_of
from devflow.models.script import Script
from devflow.models.seating import Seating
from devflow.models.settings import EDITS, ModelSettings, Role, digest

if TYPE_CHECKING:
    from pydantic import BaseModel

H = TypeVar("H", bound="str | BaseModel")

_CACHED_ROLES = ("text", "search")


class Models:
    """The models of one run, behind its budget and its journal."""

    def __init__(
        self,
        roles: Mapping[Role, ModelSettings],
        journal: Journal,
        budget: Budget,
        *,
        script: Path | None = None,
        keys: Mapping[str, str] | None = None,
        tell: Callable[[str], None] = lambda _: None,
        cache: Cache | None = None,
        record: Path | None = None,
        replay: Path | None = None,
        patience: Patience | None = None,
        others: Iterable[ModelSettings] = (),
    ) -> None:
        """Open the door; no model is reached yet.

        `others` are models that may be seated later, whose keys are hidden from the start. `keys` is the
        environment that holds keys and addresses (default: the process's own). With `script` or `replay`
        every role is answered from there, and none need be configured.

        Raises:
            ConfigError: script or recording cannot be used, or nothing can be recorded.
        """
        environment = os.environ if keys is None else keys
        self._roles = dict(roles)
        self._keys = Keys(environment, (*roles.values(), *others))
        self._journal, self._cache, self._tell = journal, cache, tell
        source = Script(script, journal.count) if script else Replay(replay) if replay else None
        self._reach = Reach(environment, self._keys, source, tell)
        self._recorder = Recorder(record) if record else None
        self._environment = environment
        self._purse = Purse(budget, journal, environment)
        self._patience = patience or Patience()
        self._lock = threading.RLock()
        self._step, self._candidate = "", 1

    def bound(self, step: str) -> Models:
        """The same door, whose calls are recorded and budgeted under this step."""
        twin = copy.copy(self)
        # -- a further candidate has its own lines in a script and shares no answer with another
        twin._step = step if self._candidate == 1 else f"{step}.{self._candidate}"
        return twin

    def seated(self, seating: Seating, candidate: int = 1) -> Models:
        """The same door to other models and limits, for a candidate counted from 1."""
        twin = copy.copy(self)
        twin._roles, twin._candidate = dict(seating.at(candidate)), candidate
        twin._purse = Purse(seating.budget, self._journal, self._environment)
        return twin

    def describe(self, role: Role) -> str:
        """Everything about the role's model that can change its answers, for digests; no key.

        Raises:
            ConfigError: no model is configured for the role.
        """
        described = self._settings(role).describe()
        return described if self._candidate == 1 else f"{described} candidate {self._candidate}"

    @property
    def live(self) -> bool:
        """Whether answers come from models, and not from a script or a recording."""
        return self._reach.source is None

    def answers(self, step: str) -> bool:
        """Whether a step can be answered at all: a script or a recording may hold nothing for it."""
        source = self._reach.source
        return source is None or step in source.steps

    def edits(self, role: Role) -> EditFormat:
        """The format in which the role's model is asked for edits; a recording's own where one is played."""
        if isinstance(self._reach.source, Replay):
            return self._reach.source.edits(self._step)
        settings = self._roles.get(role)
        return settings.edits if settings else EDITS[0]

    def ask(self, role: Role, prompt: Prompt, gives: type[H]) -> H:
        """The model's answer: its text for `str`, else a value of the pydantic model.

        An answer already paid for in this run under this step is given again. One that is empty or does not
        fit is asked for once more, with the fault quoted.

        Raises:
            ConfigError: no model or key for the role.
            BudgetError: the call's worst case does not fit what is left.
            ModelUnavailable: the provider was not reached, refused, or the prompt does not fit its window.
            ReplyInvalid: the answer was cut off, refused, empty, or did not fit twice.
            ScriptEnded: the script holds no further reply for this step.
        """
        settings = self._settings(role)
        shape = None if gives is str else shape_of(cast("type[BaseModel]", gives))
        hidden = self._keys.hidden_in(prompt)
        first = Question(self._step or role, hidden, settings.max_output, settings.total, shape)
        call, result = self._answer(role, settings, first, gives, last=False)
        if isinstance(result, Unusable) and result.ask_again:
            question = replace(first, prompt=ask_again(hidden, call.reply, result, shape))
            # -- a script without a second answer leaves the first one's fault standing
            with contextlib.suppress(ScriptEnded):
                call, result = self._answer(role, settings, question, gives, last=True)
        if not isinstance(result, Unusable):
            return result
        raise ReplyInvalid(
            f"The answer of the model {settings.model!r} to the step {first.step} {result.words}.",
            result.hint,
            code=result.code,
        )

    def _answer(
        self, role: Role, settings: ModelSettings, question: Question, gives: type[H], *, last: bool
    ) -> tuple[Call, H | Unusable]:
        """A call with a reply, and the reply read: recalled from this run, from the cache, or asked for."""
        request = _request(settings, question)
        known = self._journal.recall(question.step, request)
        if known is not None:
            result = _judged(known, gives)
            # -- a reply that would end the step once more is not recalled: the person resumed to try again
            if not isinstance(result, Unusable) or (result.ask_again and not last):
                return known, result
        known = self._from_cache(role, question.step, request)
        if known is not None:
            result = _judged(known, gives)
            if not isinstance(result, Unusable):
                self._journal.settle(self._journal.reserve(known), known)
                return self._kept(role, question, known), result
        asked = self._reach.windowed(settings)
        call = self._passage(settings).send(
            role, asked, question, request, lambda settled: _fault(_judged(settled, gives))
        )
        if self._cache is not None and role in _CACHED_ROLES and not call.fault and self.live:
            self._cache.put(call)
        return self._kept(role, question, call), _judged(call, gives)

    def _kept(self, role: Role, question: Question, call: Call) -> Call:
        if self._recorder is not None:
            with self._lock:
                self._recorder.keep(question, call, stop_of(call), self.edits(role))
        return call

    def _from_cache(self, role: Role, step: str, request: str) -> Call | None:
        """The cached answer as a call of this run that took nothing."""
        if self._cache is None or role not in _CACHED_ROLES or not self.live:
            return None
        found = self._cache.get(request)
        if found is None:
            return None
        nothing = {"input_tokens": 0, "cached_tokens": 0, "written_tokens": 0, "output_tokens": 0}
        ended = {"step": step, "role": role, "state": "cached", "cost": Decimal(0), "seconds": 0.0, **nothing}
        return found.model_copy(
            update={**ended, "reserved_tokens": 0, "reserved": Decimal(0), "estimated": False}
        )

    def _settings(self, role: Role) -> ModelSettings:
        return self._reach.settings(role, self._roles.get(role))

    def _passage(self, settings: ModelSettings) -> Passage:
        provider = self._reach.provider(settings)
        return Passage(
            provider, self._purse, self._journal, self._patience, self._keys, self._tell, self._lock
        )


def _request(settings: ModelSettings, question: Question) -> str:
    prompt = question.prompt
    shape = question.shape.text if question.shape else ""
    return digest(settings.describe(), prompt.system, prompt.shared, prompt.user, shape)


def _judged(call: Call, gives: type[H]) -> H | Unusable:
    try:
        return read_answer(call.reply, stop_of(call), gives, call.output_limit)
    except Unusable as fault:
        return fault


def _fault(result: object) -> str:
    return result.code if isinstance(result, Unusable) else ""
