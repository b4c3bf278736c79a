"""Who plays each role at one risk, for one candidate and for several, and what they may take together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devflow.handoffs import Seat
from devflow.models.budget import Budget
from devflow.models.settings import ModelSettings, Role

MOST = 8
"""Candidates that a route may ask for."""


@dataclass(frozen=True)
class Seating:
    """The models of one risk."""

    roles: Mapping[Role, ModelSettings]
    """Empty where every answer comes from a script or a recording."""
    code: tuple[ModelSettings, ...]
    """Who writes the first candidate, the second, and so on; the last one also writes all further ones."""
    budget: Budget

    def at(self, candidate: int) -> Mapping[Role, ModelSettings]:
        """Who plays each role for a candidate, counted from 1."""
        if not self.code:
            return self.roles
        return {**self.roles, "code": self.code[min(candidate, len(self.code)) - 1]}

    def seats(self, candidates: int) -> tuple[Seat, ...]:
        """A seat for each role, and one more for the coding model of each further candidate."""
        first = [_seat(role, 1, settings) for role, settings in self.at(1).items()]
        if not self.code:
            return tuple(first)
        more = [_seat("code", number, self.at(number)["code"]) for number in range(2, candidates + 1)]
        return (*first, *more)


def _seat(role: Role, candidate: int, settings: ModelSettings) -> Seat:
    return Seat(role=role, candidate=candidate, model=settings.name, settings=settings.describe())
