"""What steps work with, frozen; a step is handed only what it has declared to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar, cast

from pydantic import BaseModel

from devflow.config import Config
from devflow.events import Event, Tell, silent
from devflow.facts import NoPast, Past
from devflow.git.objects import Objects, TreeEntry
from devflow.git.run_repo import RunRepo
from devflow.handoffs import Risk, Route, Seat
from devflow.index import Index
from devflow.models import MOST, Models, Prompt, Role, Seating
from devflow.prompts import Prompts
from devflow.sandbox import Sandbox
from devflow.store.ledger import Reads

A = TypeVar("A", bound=BaseModel)


@dataclass(frozen=True)
class Toolbox:
    """Every service of one run."""

    run: str
    base: str
    started: int
    """When the run began, seconds since the epoch: the date of every commit it makes."""
    repo: RunRepo
    index: Index
    models: Models
    sandbox: Sandbox
    prompts: Prompts
    config: Config
    seating: Mapping[Risk, Seating] = field(default_factory=dict)
    """Who is asked at each risk; empty where nobody is."""
    past: Past = field(default_factory=NoPast)
    """What persons said of the repo's other runs."""
    tell: Tell = silent
    step: str = ""
    notes: tuple[str, ...] = ()
    """What a reviewer said to this step when sending the run back to it."""
    reads: Reads = field(default_factory=Reads)

    @property
    def objects(self) -> Objects:
        """The objects of base and candidates."""
        return self.repo.objects

    def on(self, route: Route, candidate: int = 1) -> Self:
        """The same tools, asking whom the route names for a candidate, within the route's limits."""
        seating = self.seating.get(route.risk)
        return replace(self, models=self.models.seated(seating, candidate)) if seating else self

    def seats(self, risk: Risk, candidates: int) -> tuple[Seat, ...]:
        """Who plays each role at a risk, the coding model once for each candidate; nobody in a script."""
        seating = self.seating.get(risk) if self.models.live else None
        return seating.seats(candidates) if seating else ()

    def only(self, step: str, reads: Reads, notes: tuple[str, ...]) -> Self:
        """The same tools, holding nothing that the step has not declared."""
        return replace(
            self,
            step=step,
            reads=reads,
            notes=notes,
            models=self.models.bound(step),
            prompts=self.prompts.only(reads.prompts),
            config=cast("Config", _Sections(self.config, reads.config)),
        )

    def pinned(self, reads: Reads) -> dict[str, str]:
        """What the declared reads stand at, each as text."""
        pinned = {f"prompt:{name}": self.prompts.templates[name] for name in reads.prompts}
        pinned |= {f"model:{role}": self.models.describe(cast("Role", role)) for role in reads.roles}
        if reads.seating:
            pinned["seating"] = "\n".join(f"{risk} {self.seats(risk, MOST)}" for risk in self.seating)
        for name in reads.config:
            section = getattr(self.config, name)
            # -- as it was pinned: a key that a later devflow knows is not there, and changes no digest
            text = (
                section.model_dump_json(exclude_unset=True)
                if isinstance(section, BaseModel)
                else str(section)
            )
            pinned[f"config:{name}"] = text
        return pinned

    def ask(self, role: Role, template: str, gives: type[A], **values: object) -> A:
        """A structured answer of a role to a prompt template."""
        return self.models.ask(self._allowed(role), self._prompt(template, values), gives)

    def ask_text(self, role: Role, template: str, **values: object) -> str:
        """An answer in free words."""
        return self.models.ask(self._allowed(role), self._prompt(template, values), str)

    def progress(self, text: str) -> None:
        """Tell what the step is doing just now."""
        self.tell(Event(self.step, "progress", text))

    def note(self, text: str) -> None:
        """Tell something that is worth reading later too."""
        self.tell(Event(self.step, "note", text))

    def files(self, commit: str) -> Mapping[str, TreeEntry]:
        """Every file of a commit, by path."""
        return self.objects.tree(commit)

    def _allowed(self, role: Role) -> Role:
        if role not in self.reads.roles:
            raise LookupError(f"the step {self.step} has not declared the role {role}")
        return role

    def _prompt(self, template: str, values: Mapping[str, object]) -> Prompt:
        return Prompt(**self.prompts.render(template, notes=self.notes, **values))


class _Sections:
    """The declared sections of a Config; any other is a mistake of the step that asks."""

    def __init__(self, config: Config, names: tuple[str, ...]) -> None:
        self._config, self._names = config, names

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise LookupError(f"the configuration's {name} was not declared")
        return getattr(self._config, name)
