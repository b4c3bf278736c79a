"""A short probe of a model of this machine: how fast it is, how it writes edits, whether its specs hold."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from devflow.edits import apply_reply
from devflow.errors import BudgetError, DevflowError, ModelUnavailable
from devflow.handoffs import EditFormat, Facts, Permit, Scope, Snippet, Spec, Ticket, Verb
from devflow.models import Budget, Call, MemoryJournal, Models, ModelSettings, Patience, Prompt, Role
from devflow.models.local import window_of
from devflow.models.settings import EDITS, FREE
from devflow.prompts import Prompts
from devflow.replies import SpecReply
from devflow.steps.patch import question

if TYPE_CHECKING:
    from pydantic import BaseModel

H = TypeVar("H", bound="str | BaseModel")

# -- seconds that all questions of one probe may take together, and one of them
_SECONDS, _ONE = 150.0, 60.0
_ANSWER = 250
_READ = "\n".join(
    f"total_{number} = price_{number} * count_{number}  # line {number}" for number in range(60)
)

_PATH = "greeting.py"
_BEFORE = 'def greet(name: str) -> str:\n    """Greet somebody."""\n    return "Hello, " + name\n'
_AFTER = _BEFORE.replace("Hello, ", "Good day, ")
_TICKET = Ticket(
    title="Greet more formally",
    body='The function `greet` in greeting.py should return "Good day, " and the name instead of "Hello, ".',
    source="the probe",
)
_SPEC = Spec(
    action="The user calls greet with a name.",
    expected='The user gets "Good day, " and the name.',
    edge_cases=(),
    criteria=(),
)


@dataclass(frozen=True)
class Probe:
    """What a model was seen to do."""

    window: int = 0
    """Tokens that the server holds for it; 0: it does not say."""
    reads: float = 0.0
    """Tokens of input a second; 0: not measured."""
    writes: float = 0.0
    """Tokens of output a second; 0: not measured."""
    edits: EditFormat | None = None
    """The first format in which a change of one line could be placed; None: in none."""
    spec: bool = False
    """Whether it wrote a spec of the right shape."""
    slow: bool = False
    """Its time ended before every question was answered, so what was not seen says nothing."""
    trouble: str = ""
    """Why it did not answer at all."""

    def seconds(self, read: int, written: int) -> float:
        """About how long a question takes; 0: not known."""
        return read / self.reads + written / self.writes if self.reads and self.writes else 0.0


def probe(settings: ModelSettings, tell: Callable[[str], None] = lambda _: None) -> Probe:
    """Ask a model nine short questions at the most, in about two minutes; nothing is kept.

    The first one only lets the server load the model. `tell` gets a sentence as each begins.
    """
    asked = _Asked(settings, tell)
    trouble = asked.words("Say yes.", 4)
    if trouble:
        return Probe(trouble=trouble)
    asked.journal.calls.clear()
    asked.words(f"{_READ}\nHow many lines are above? Answer with the number.", 4)
    reads = _speed(asked.journal.calls)
    asked.journal.calls.clear()
    edits = next((edits for edits in EDITS if asked.edits(edits)), None)
    spec = asked.spec()
    window = window_of(settings.base_url, settings.model)
    return Probe(window, reads, _speed(asked.journal.calls, reads), edits, spec, asked.slow)


class _Asked:
    """One model, asked under the probe's limits."""

    def __init__(self, settings: ModelSettings, tell: Callable[[str], None]) -> None:
        self._tell, self.slow = tell, False
        self._until = time.monotonic() + _SECONDS
        self._settings = replace(settings, max_output=_ANSWER, total=_ONE, price=FREE)
        self._prompts = Prompts.shipped()
        self.journal = MemoryJournal()

    def words(self, text: str, most: int) -> str:
        """Ask for a few words, whatever they are; gives why there were none."""
        self._tell(f"asking {self._settings.model} how fast it is")
        try:
            self._door(replace(self._settings, max_output=most)).ask("text", Prompt("", text), str)
        except DevflowError as error:
            return "" if any(call.output_tokens for call in self.journal.calls) else error.message
        return ""

    def edits(self, edits: EditFormat) -> bool:
        """Whether a small change, asked for in this format, can be placed and is the right one."""
        scope = Scope(
            permits=(Permit(pattern=_PATH, verbs=(Verb.MODIFY,), reason=""),), max_files=2, max_lines=40
        )
        piece = Snippet(path=_PATH, first_line=1, last_line=3, text=_BEFORE)
        values = question(_TICKET, _SPEC, [piece], [_PATH], Facts(quotes=()), scope, edits)
        prompt = Prompt(**self._prompts.render("patch", **values, notes=()))
        try:
            reply = self._answer("code", prompt, str, f"for an edit as {edits}")
            return (apply_reply(reply, {_PATH: _BEFORE}).get(_PATH) or "").rstrip() == _AFTER.rstrip()
        except DevflowError:
            return False

    def spec(self) -> bool:
        """Whether a spec comes in its shape."""
        prompt = Prompt(**self._prompts.render("spec", ticket=_TICKET, risk="low", notes=()))
        try:
            self._answer("text", prompt, SpecReply, "for a spec")
        except DevflowError:
            return False
        return True

    def _answer(self, role: Role, prompt: Prompt, gives: type[H], what: str) -> H:
        """The answer, as long as there is time for it.

        Raises:
            DevflowError: there is none.
        """
        left = self._until - time.monotonic()
        self.slow = self.slow or left < 1
        if left < 1:
            raise BudgetError("The time of the probe is over.")
        self._tell(f"asking {self._settings.model} {what}")
        try:
            return self._door(replace(self._settings, total=min(_ONE, left))).ask(role, prompt, gives)
        except ModelUnavailable as fault:
            # -- a prompt that its window cannot hold is no matter of time
            self.slow = self.slow or fault.code != "E_CONTEXT"
            raise

    def _door(self, settings: ModelSettings) -> Models:
        return Models(
            {"text": settings, "code": settings},
            self.journal,
            Budget(),
            keys=os.environ,
            patience=Patience(tries=1),
        ).bound("probe")


def _speed(calls: list[Call], reads: float = 0.0) -> float:
    """Tokens a second: of the input, or of the output where it is known how fast the input is read."""
    counted = [call for call in calls if call.state == "settled" and not call.estimated]
    tokens = sum(call.output_tokens if reads else call.input_tokens for call in counted)
    seconds = sum(call.seconds - (call.input_tokens / reads if reads else 0.0) for call in counted)
    return tokens / max(seconds, 0.001)
