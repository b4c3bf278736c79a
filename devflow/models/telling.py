"""A journal that also says when a model is asked, and what each answer took from the budget."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from devflow.events import Bill, Event, Tell
from devflow.models.call import Call, Journal, Spent


@dataclass(frozen=True)
class TellingJournal:
    """Another journal, with a listener."""

    journal: Journal
    tell: Tell
    money: Decimal | None
    """Dollars that the run may spend in all."""

    def recall(self, step: str, request: str) -> Call | None:
        """As Journal.recall."""
        return self.journal.recall(step, request)

    def count(self, step: str) -> int:
        """As Journal.count."""
        return self.journal.count(step)

    def reserve(self, call: Call) -> int:
        """As Journal.reserve; then tells that the model is asked."""
        number = self.journal.reserve(call)
        if call.state != "cached":
            self.tell(Event(call.step, "asked", model=_name(call), tokens=call.reserved_tokens))
        return number

    def settle(self, number: int, call: Call) -> None:
        """As Journal.settle; then tells what the call took, and what is left."""
        self.journal.settle(number, call)
        self.tell(
            Event(
                call.step,
                "answered",
                "" if call.state in ("settled", "cached") else call.stop_reason,
                call.seconds,
                _name(call),
                call.tokens,
                self._bill(),
            )
        )

    def spent(self, step: str = "") -> Spent:
        """As Journal.spent."""
        return self.journal.spent(step)

    def _bill(self) -> Bill:
        spent = self.journal.spent()
        left = None if self.money is None else max(self.money - spent.money, Decimal(0))
        return Bill(spent.tokens, spent.money, left, spent.up_to, spent.paid)


def _name(call: Call) -> str:
    return call.provider if not call.paid else call.asked
