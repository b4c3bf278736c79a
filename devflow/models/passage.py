"""One question over the wire and back: reserved first, tried again within bounds, settled as billed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from devflow.clean import clean_line
from devflow.errors import ModelError, ModelUnavailable, ReplyInvalid, ScriptEnded
from devflow.models.budget import Purse, Reservation, size_of
from devflow.models.call import Call, Journal
from devflow.models.keys import Keys
from devflow.models.patience import Patience
from devflow.models.provider import Answer, Fault, Provider, Question, Usage
from devflow.models.script import Script
from devflow.models.settings import ModelSettings, Role

_ERRORS: dict[str, type[ModelError]] = {
    "E_SCRIPT_ENDED": ScriptEnded,
    "E_REPLAY_CHANGED": ModelError,
    "E_MODEL_TRUNCATED": ReplyInvalid,
}


@dataclass(frozen=True)
class Passage:
    """What is needed to carry questions to one provider."""

    provider: Provider
    purse: Purse
    journal: Journal
    patience: Patience
    keys: Keys
    tell: Callable[[str], None]
    lock: threading.RLock
    """Held while the budget is read and a reservation written, so that two calls never share what is left."""

    def send(
        self,
        role: Role,
        settings: ModelSettings,
        question: Question,
        request: str,
        fault_of: Callable[[Call], str],
    ) -> Call:
        """The settled call, with its reply. `fault_of` names what makes a reply unusable, or gives "".

        Each passage over the wire has a call of its own: one that may have been billed without an answer
        stays in the journal at its reservation.

        Raises:
            BudgetError, ModelUnavailable, ReplyInvalid, ScriptEnded: as Models.ask.
        """
        deadline = time.monotonic() + settings.total
        tried = 0
        while True:
            tried += 1
            number, call, reserved = self._reserve(role, settings, question, request)
            started = time.monotonic()
            left = max(min(deadline - started, reserved.seconds), 0.001)
            try:
                answer = self.provider.send(replace(question, max_output=reserved.output_limit, seconds=left))
            except Fault as fault:
                ended = {"stop_reason": fault.code, "seconds": time.monotonic() - started}
                ended |= {"state": "unknown"} if fault.billed else {"state": "failed", "cost": Decimal(0)}
                self.journal.settle(number, call.model_copy(update=ended))
                self._wait(fault, tried, deadline)
            else:
                settled = self._settled(
                    call, settings, question, answer, reserved, time.monotonic() - started
                )
                settled = settled.model_copy(update={"fault": fault_of(settled)})
                self.journal.settle(number, settled)
                return settled

    def _reserve(
        self, role: Role, settings: ModelSettings, question: Question, request: str
    ) -> tuple[int, Call, Reservation]:
        foreseen = self.provider.foresee(question.step) if isinstance(self.provider, Script) else None
        prompt = question.prompt
        with self.lock:
            reserved = self.purse.reserve(question.step, settings, prompt, question.shape, foreseen)
            call = Call(
                step=question.step,
                role=role,
                provider=settings.provider,
                model=settings.model,
                request=request,
                prompt="\n\n".join(part for part in (prompt.system, prompt.shared, prompt.user) if part),
                reserved_tokens=reserved.tokens,
                reserved=reserved.money,
                output_limit=reserved.output_limit,
                at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            number = self.journal.reserve(call)
        if reserved.output_limit < question.max_output:
            self.tell(
                f"The answer of the step {question.step} is limited to {reserved.output_limit} tokens"
                f" instead of {question.max_output}: more does not fit the budget or the model's window."
            )
        return number, call, reserved

    def _settled(
        self,
        call: Call,
        settings: ModelSettings,
        question: Question,
        answer: Answer,
        reserved: Reservation,
        seconds: float,
    ) -> Call:
        usage, estimated = _counted(answer, question, reserved.usage)
        if estimated and not answer.free:
            self.tell(
                f"The model {settings.model!r} gave no credible count of tokens: the call stands as up to"
                f" {reserved.tokens} tokens."
            )
        exact = not estimated or answer.free
        reply = self.keys.hide(answer.text)
        model = self.keys.hide(clean_line(answer.model))
        ended = {
            "state": "settled",
            "reply": reply,
            "answered_by": "" if model == settings.model else model,
            "input_tokens": usage.input,
            "cached_tokens": usage.cached,
            "written_tokens": usage.written,
            "output_tokens": usage.output,
            "cost": self.purse.price(settings, usage) if exact else reserved.money,
            "estimated": estimated,
            "stop_reason": answer.stop,
            "seconds": seconds,
        }
        return call.model_copy(update=ended)

    def _wait(self, fault: Fault, tried: int, deadline: float) -> None:
        """Wait for the next try, or raise what the fault is to the world."""
        seconds = self.patience.wait(fault, tried, deadline - time.monotonic())
        message, hint = self.keys.hide(fault.message), self.keys.hide(fault.hint)
        if seconds is None:
            if fault.after is not None and fault.after > self.patience.longest_asked:
                hint = f"The provider asks to wait {fault.after:.0f} s. {hint}"
            elif tried > 1:
                hint = f"It was tried {tried} times. {hint}"
            raise _ERRORS.get(fault.code, ModelUnavailable)(message, hint, code=fault.code) from None
        self.tell(f"{message} Waiting {seconds:.0f} s before try {tried + 1} of {self.patience.tries}.")
        self.patience.sleep(seconds)


def _counted(answer: Answer, question: Question, most: Usage) -> tuple[Usage, bool]:
    """The usage to settle at, and whether it is an estimate.

    A count that is missing or beyond what the call could take is replaced by the most it could take; only
    what nobody bills is estimated from its size.
    """
    given = answer.usage
    if given is None and answer.free:
        return Usage(size_of(question.prompt, question.shape) // 4 + 1, len(answer.text) // 4 + 1), True
    if (
        given is None
        or given.input > most.input
        or given.output > most.output
        or given.cached + given.written > given.input
    ):
        return most, True
    return given, False
